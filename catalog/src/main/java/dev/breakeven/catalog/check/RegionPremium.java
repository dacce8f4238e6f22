package dev.breakeven.catalog.check;

import dev.breakeven.catalog.external.ImportedOffer;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Ratio;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Finds models whose regional endpoints carry different premiums over the default one.
///
/// In other catalogs a Bedrock region is a prefix of the id (`eu.`, `us.`, `global.`); in ours it
/// is a field of the price.
final class RegionPremium {
  private static final List<String> PREFIXES =
      List.of("global.", "regional.", "us.", "eu.", "apac.", "au.", "jp.");

  private RegionPremium() {}

  static List<Finding> imported(List<ImportedOffer> offers) {
    Map<String, Map<String, Long>> inputs = new TreeMap<>();
    for (ImportedOffer imported : offers) {
      if (imported.offer().provider().text().equals("bedrock")) {
        String region = region(imported.model());
        String model = imported.model().substring(region.isEmpty() ? 0 : region.length() + 1);
        Instant last = Instant.MAX.minusNanos(1);
        BasePrice.at(imported.offer().prices(), last)
            .ifPresent(
                price ->
                    inputs
                        .computeIfAbsent(imported.provider() + "/" + model, key -> new TreeMap<>())
                        .put(region.equals("global") ? "" : region, price.input().picosPerToken()));
      }
    }
    return findings(inputs);
  }

  static List<Finding> own(List<ApiOffer> offers) {
    Map<String, Map<String, Long>> inputs = new TreeMap<>();
    for (ApiOffer offer : offers) {
      for (PriceRow row : offer.prices()) {
        long input = row.rates().picosOrNegative(TokenClass.INPUT);
        if (row.aboveInput() == 0 && row.to().equals(Instant.MAX) && input > 0) {
          inputs
              .computeIfAbsent(offer.id() + " " + row.service().key(), key -> new TreeMap<>())
              .put(row.region(), input);
        }
      }
    }
    return findings(inputs);
  }

  private static List<Finding> findings(Map<String, Map<String, Long>> inputs) {
    List<Finding> findings = new ArrayList<>();
    inputs.forEach(
        (model, byRegion) -> {
          Long base = byRegion.remove("");
          boolean differ = new HashSet<>(byRegion.values()).size() > 1;
          if (base != null && base > 0 && differ) {
            String premiums =
                byRegion.entrySet().stream()
                    .map(region -> region.getKey() + " " + percent(region.getValue(), base))
                    .collect(Collectors.joining(", "));
            findings.add(
                new Finding(Finding.Rule.REGION_PREMIUM, model, "over the default: " + premiums));
          }
        });
    return findings;
  }

  private static String percent(long price, long base) {
    Ratio premium = Ratio.of(price - base, base).times(100);
    return (premium.signum() >= 0 ? "+" : "")
        + premium.decimal(1).stripTrailingZeros().toPlainString()
        + " %";
  }

  private static String region(String model) {
    for (String prefix : PREFIXES) {
      if (model.startsWith(prefix)) {
        return prefix.substring(0, prefix.length() - 1);
      }
    }
    return "";
  }
}
