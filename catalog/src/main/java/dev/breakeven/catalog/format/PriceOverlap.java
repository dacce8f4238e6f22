package dev.breakeven.catalog.format;

import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.PriceRow;
import java.util.List;
import java.util.Optional;

/// Two prices for the same tokens at the same time.
///
/// A row inside a daily window beside one for the whole day is no overlap: the window goes first.
/// Windows in different zones are not compared.
public record PriceOverlap(PriceRow one, PriceRow other) {

  /// The first pair of `rows` that overlaps, in row order.
  public static Optional<PriceOverlap> first(List<PriceRow> rows) {
    for (int i = 1; i < rows.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (overlap(rows.get(j), rows.get(i))) {
          return Optional.of(new PriceOverlap(rows.get(j), rows.get(i)));
        }
      }
    }
    return Optional.empty();
  }

  public String describe() {
    StringBuilder text = new StringBuilder("two ").append(one.service().key()).append(" prices");
    if (!one.region().isEmpty()) {
      text.append(" in ").append(one.region());
    }
    if (one.aboveInput() > 0) {
      text.append(" above ").append(one.aboveInput()).append(" input tokens");
    }
    return text.append(" at the same time: ")
        .append(one.rates())
        .append(" and ")
        .append(other.rates())
        .toString();
  }

  private static boolean overlap(PriceRow one, PriceRow other) {
    return one.service() == other.service()
        && one.aboveInput() == other.aboveInput()
        && one.region().equals(other.region())
        && one.from().isBefore(other.to())
        && other.from().isBefore(one.to())
        && windowsMeet(one.window(), other.window());
  }

  private static boolean windowsMeet(Optional<DailyWindow> one, Optional<DailyWindow> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() && other.isEmpty();
    }
    DailyWindow a = one.get();
    DailyWindow b = other.get();
    return a.zone().equals(b.zone()) && (holds(a, b) || holds(b, a));
  }

  /// Whether the start of `inner` lies in `outer`.
  private static boolean holds(DailyWindow outer, DailyWindow inner) {
    boolean fromStart = !inner.start().isBefore(outer.start());
    boolean beforeEnd = inner.start().isBefore(outer.end());
    return outer.start().isBefore(outer.end()) ? fromStart && beforeEnd : fromStart || beforeEnd;
  }
}
