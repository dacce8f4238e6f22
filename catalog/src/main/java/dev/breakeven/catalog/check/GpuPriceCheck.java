package dev.breakeven.catalog.check;

import dev.breakeven.catalog.check.Finding.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds GPU prices that cannot be what they claim, from the numbers alone.
public final class GpuPriceCheck {
  /// A region under this share of the dearest one of the same GPU and provider.
  private static final BigDecimal HALF = new BigDecimal("0.56");

  private static final BigDecimal TENTH = new BigDecimal("0.1");

  /// Catalogs print spot prices with four decimals.
  private static final BigDecimal PRINTED = new BigDecimal("0.00005");

  /// No instance costs this; it stands for "cannot be had".
  private static final BigDecimal SENTINEL = new BigDecimal("700");

  private GpuPriceCheck() {}

  /// The rules that each row breaks, in row order.
  public static List<Set<Rule>> flags(List<GpuPriceRow> rows) {
    Map<String, Dearest> dearest = new HashMap<>();
    for (GpuPriceRow row : rows) {
      row.onDemand()
          .filter(price -> price.compareTo(SENTINEL) < 0)
          .ifPresent(
              price -> dearest.computeIfAbsent(kind(row), key -> new Dearest()).add(row, price));
    }
    List<Set<Rule>> flags = new ArrayList<>();
    for (GpuPriceRow row : rows) {
      flags.add(flags(row, dearest));
    }
    return flags;
  }

  /// One finding a row and rule.
  public static CheckReport check(List<GpuPriceRow> rows) {
    List<Set<Rule>> flags = flags(rows);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      GpuPriceRow row = rows.get(i);
      String prices =
          "on demand "
              + text(row.onDemand())
              + ", spot "
              + text(row.spot())
              + " ("
              + row.place()
              + ")";
      for (Rule rule : flags.get(i)) {
        findings.add(new Finding(rule, row.subject(), prices));
      }
    }
    return new CheckReport(findings);
  }

  private static final class Dearest {
    private BigDecimal price = BigDecimal.ZERO;
    private final Set<String> regions = new HashSet<>();

    void add(GpuPriceRow row, BigDecimal onDemand) {
      price = price.max(onDemand);
      regions.add(row.region());
    }
  }

  private static Set<Rule> flags(GpuPriceRow row, Map<String, Dearest> dearest) {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    if (row.isPartial()) {
      rules.add(Rule.PARTIAL_PRICE);
    }
    if (row.onDemand().isEmpty()) {
      rules.add(Rule.NO_ON_DEMAND);
    }
    row.onDemand().ifPresent(price -> onDemand(row, price, dearest, rules));
    row.spot().ifPresent(spot -> spot(row, spot, rules));
    return rules;
  }

  private static void onDemand(
      GpuPriceRow row, BigDecimal price, Map<String, Dearest> dearest, Set<Rule> rules) {
    if (price.compareTo(SENTINEL) >= 0) {
      rules.add(Rule.SENTINEL_PRICE);
    }
    Dearest top = dearest.get(kind(row));
    if (top != null && top.regions.size() > 1 && price.compareTo(top.price.multiply(HALF)) < 0) {
      rules.add(Rule.HALF_PRICE_REGION);
    }
  }

  private static void spot(GpuPriceRow row, BigDecimal spot, Set<Rule> rules) {
    if (spot.signum() == 0) {
      rules.add(Rule.SPOT_ZERO);
    } else if (spot.compareTo(SENTINEL) >= 0) {
      rules.add(Rule.SENTINEL_PRICE);
    }
    if (spot.signum() == 0 || row.onDemand().isEmpty()) {
      return;
    }
    BigDecimal onDemand = row.onDemand().get();
    if (near(spot, onDemand)) {
      rules.add(Rule.SPOT_EQUALS_ON_DEMAND);
    } else if (spot.compareTo(onDemand) > 0) {
      rules.add(Rule.SPOT_ABOVE_ON_DEMAND);
    } else if (near(spot, onDemand.multiply(TENTH))) {
      rules.add(Rule.SPOT_TENTH);
    }
  }

  private static boolean near(BigDecimal one, BigDecimal other) {
    return one.subtract(other).abs().compareTo(PRINTED) <= 0;
  }

  private static String kind(GpuPriceRow row) {
    return String.join(
        "|", row.provider(), row.instance(), row.accelerator(), String.valueOf(row.gpuCount()));
  }

  private static String text(Optional<BigDecimal> price) {
    return price.map(BigDecimal::toPlainString).orElse("none");
  }
}
