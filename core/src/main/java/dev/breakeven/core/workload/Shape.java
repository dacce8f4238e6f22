package dev.breakeven.core.workload;

import dev.breakeven.core.units.Ratio;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How a stated volume is spread over the week: an assumption, said by its description.
///
/// The envelope gives each hour of a week that starts on Monday at 00:00 a relative weight.
public enum Shape {
  STEADY("the same rate in every hour of the week", false),
  BUSINESS_HOURS(
      "weekdays 08:00 to 18:00 at the full rate, every other hour at a tenth of it", false),
  SPIKY5X(
      "every day the same wave, lowest at 02:00 and five times as high at 14:00 (sinusoidal)",
      false),
  BATCH("all requests between 00:00 and 04:00 of each night; they can wait", true);

  /// Hours in the envelope.
  public static final int WEEK_HOURS = 168;

  private static final int FULL = 10_000;
  private final String description;
  private final boolean deferrable;

  Shape(String description, boolean deferrable) {
    this.description = description;
    this.deferrable = deferrable;
  }

  /// The kebab-case name users write.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Shape> find(String key) {
    return Arrays.stream(values()).filter(shape -> shape.key().equals(key)).findFirst();
  }

  public String description() {
    return description;
  }

  /// True when requests can wait for a batch price or a cheaper hour.
  public boolean deferrable() {
    return deferrable;
  }

  /// Relative weight of an hour, 0 to [#WEEK_HOURS] - 1; weights of one shape compare, no others.
  public int weight(int hourOfWeek) {
    if (hourOfWeek < 0 || hourOfWeek >= WEEK_HOURS) {
      throw new IllegalArgumentException("hour of week: " + hourOfWeek + " (expected: 0 to 167)");
    }
    int hour = hourOfWeek % 24;
    return switch (this) {
      case STEADY -> FULL;
      case BUSINESS_HOURS -> hourOfWeek < 5 * 24 && hour >= 8 && hour < 18 ? FULL : FULL / 10;
      case SPIKY5X ->
          (int) StrictMath.round(FULL * (3 + 2 * StrictMath.cos(Math.PI * (hour - 14) / 12)) / 5);
      case BATCH -> hour < 4 ? FULL : 0;
    };
  }

  /// The fullest hour over the mean hour of the week.
  public Ratio peakToMean() {
    long sum = 0;
    long peak = 0;
    for (int hour = 0; hour < WEEK_HOURS; hour++) {
      sum += weight(hour);
      peak = Math.max(peak, weight(hour));
    }
    return Ratio.of(peak * WEEK_HOURS, sum);
  }
}
