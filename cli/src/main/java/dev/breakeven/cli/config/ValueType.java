package dev.breakeven.cli.config;

import dev.breakeven.core.plan.Assumptions.Redundancy;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Slo;
import java.nio.file.Path;
import java.util.Arrays;

/// What the value of a key can be.
public enum ValueType {
  TEXT("text"),
  PATH("path"),
  NUMBER("number"),
  DOLLARS("US dollars"),
  COUNT("whole number"),
  SLO("latency targets"),
  REDUNDANCY("none, n+1 or 2x");

  private static final int LONGEST = 4096;

  private final String label;

  ValueType(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /// Throws `IllegalArgumentException` when `text` is no such value; its message is for us.
  void check(String text) {
    require(
        !text.isBlank()
            && text.length() <= LONGEST
            && text.chars().noneMatch(Character::isISOControl));
    switch (this) {
      case TEXT -> {}
      case PATH -> require(!Path.of(text).toString().isEmpty());
      case NUMBER -> require(Ratio.parse(text).signum() >= 0);
      case DOLLARS -> require(Usd.parse(text).nanos() >= 0);
      case COUNT -> require(Long.parseLong(text) > 0);
      case SLO -> Slo.parse(text);
      case REDUNDANCY ->
          require(Arrays.stream(Redundancy.values()).anyMatch(each -> each.key().equals(text)));
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }
}
