package dev.breakeven.core.offer;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/// A part of every day in a stated zone, from `start` inclusive to `end` exclusive; may wrap.
public record DailyWindow(LocalTime start, LocalTime end, ZoneId zone) {
  public DailyWindow {
    if (start.equals(end)) {
      throw new IllegalArgumentException("window: " + start + " to itself (expected: two times)");
    }
  }

  public boolean contains(Instant instant) {
    LocalTime time = instant.atZone(zone).toLocalTime();
    boolean fromStart = !time.isBefore(start);
    boolean beforeEnd = time.isBefore(end);
    return start.isBefore(end) ? fromStart && beforeEnd : fromStart || beforeEnd;
  }
}
