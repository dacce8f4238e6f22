package dev.breakeven.core.audit;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// One value an hour of one metric of one thing; an hour without one is a gap and no zero.
///
/// Hours count from 1970. Filled by one thread, then only read.
public final class HourSeries {
  private static final int FIRST_ROOM = 32;

  /// Two years: nothing older is looked at beside what is newest.
  private static final int MOST = 17_520;

  private final Map<String, String> labels;
  private long first;
  private int count;
  private float[] values = new float[0];

  public HourSeries(Map<String, String> labels) {
    this.labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  public Map<String, String> labels() {
    return labels;
  }

  /// The first of `names` that has a value; empty when none has.
  public String label(String... names) {
    for (String name : names) {
      String value = labels.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /// Keeps the largest of the values of an hour; one that is no number is none.
  public void largest(long hour, float value) {
    if (!Float.isNaN(value) && reach(hour)) {
      float known = at(hour);
      values[(int) (hour - first)] = Float.isNaN(known) ? value : Math.max(known, value);
    }
  }

  /// Adds to what the hour has.
  public void add(long hour, float value) {
    if (!Float.isNaN(value) && reach(hour)) {
      float known = at(hour);
      values[(int) (hour - first)] = Float.isNaN(known) ? value : known + value;
    }
  }

  private boolean reach(long hour) {
    if (count == 0) {
      first = hour;
    }
    long from = Math.min(first, hour);
    long to = Math.max(first + count, hour + 1);
    if (to - from > MOST) {
      return false;
    }
    if (from < first || to - from > values.length) {
      float[] grown = new float[Math.max(FIRST_ROOM, (int) (to - from) * 3 / 2)];
      Arrays.fill(grown, Float.NaN);
      System.arraycopy(values, 0, grown, (int) (first - from), count);
      values = grown;
    }
    first = from;
    count = (int) (to - from);
    return true;
  }

  /// The value of an hour, or NaN for a gap.
  public float at(long hour) {
    return hour < first || hour >= first + count ? Float.NaN : values[(int) (hour - first)];
  }

  public boolean has(long hour) {
    return !Float.isNaN(at(hour));
  }

  /// The hours that have a value.
  public LongStream hours() {
    return LongStream.range(first, first + count).filter(this::has);
  }

  /// How many hours have a value.
  public long known() {
    return count - within(value -> Float.isNaN(value));
  }

  /// How many hours have a value of at most `level`.
  long atMost(double level) {
    return within(value -> value <= level);
  }

  private long within(Test test) {
    long hours = 0;
    for (int i = 0; i < count; i++) {
      hours += test.holds(values[i]) ? 1 : 0;
    }
    return hours;
  }

  private interface Test {
    boolean holds(float value);
  }

  public double sum() {
    return hours().mapToDouble(this::at).sum();
  }

  /// The largest value, or NaN when there is none.
  public double peak() {
    float most = Float.NaN;
    for (int i = 0; i < count; i++) {
      if (!(values[i] <= most) && !Float.isNaN(values[i])) {
        most = values[i];
      }
    }
    return most;
  }

  /// The newest hour that has a value, or the least number when there is none.
  public long newest() {
    for (int i = count - 1; i >= 0; i--) {
      if (!Float.isNaN(values[i])) {
        return first + i;
      }
    }
    return Long.MIN_VALUE;
  }
}
