package dev.breakeven.catalog.check;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.check.Finding.Rule;
import dev.breakeven.catalog.external.Import;
import dev.breakeven.catalog.external.ImportedOffer;
import dev.breakeven.catalog.external.Problem;
import dev.breakeven.catalog.format.PriceOverlap;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.offer.TokenClass;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Looks for what is wrong in API prices: between catalogs, in an import, and in our own.
public final class CatalogCheck {
  /// The makers whose list prices several catalogs carry.
  public static final Set<String> DEFAULT_PROVIDERS =
      Set.of("openai", "anthropic", "google", "mistral", "xai", "groq");

  /// Prices that old on the day of the check are reported.
  private static final int STALE_DAYS = 90;

  private CatalogCheck() {}

  /// Compares base prices in force at `at` for the six makers of [#DEFAULT_PROVIDERS].
  public static Comparison disagreements(List<NamedSource> sources, Instant at) {
    return Comparison.of(sources, DEFAULT_PROVIDERS, at);
  }

  public static Comparison disagreements(
      List<NamedSource> sources, Set<String> providers, Instant at) {
    return Comparison.of(sources, providers, at);
  }

  /// What is wrong in one imported catalog, its own problems included.
  public static CheckReport imported(Import imported) {
    List<Finding> findings = new ArrayList<>();
    for (Problem problem : imported.problems()) {
      Rule rule =
          switch (problem.rule()) {
            case ZERO_PRICE -> Rule.ZERO_PRICE;
            case NO_PRICE -> Rule.NO_PRICE;
            case UNKNOWN_KEY -> Rule.UNKNOWN_KEY;
            case OTHER_CHARGE,
                MODE,
                ZERO_RATE,
                BAD_NUMBER,
                ROUNDED,
                CONDITION,
                ORPHAN_TIER,
                SAME_NAME,
                DUPLICATE,
                UNNAMEABLE ->
                Rule.IMPORT;
          };
      findings.add(new Finding(rule, imported.format().toString(), problem.toString()));
    }
    return new CheckReport(findings).plus(offers(imported));
  }

  /// What is wrong in the offers that an import took over.
  public static CheckReport offers(Import imported) {
    List<Finding> findings = new ArrayList<>();
    for (ImportedOffer offer : imported.offers()) {
      cacheReads(offer.provider() + "/" + offer.model(), offer.offer(), findings);
    }
    findings.addAll(RegionPremium.imported(imported.offers()));
    return new CheckReport(findings);
  }

  /// What is wrong in a catalog of ours on `today`, its alias table included.
  public static CheckReport own(Catalog catalog, LocalDate today) {
    List<Finding> findings = new ArrayList<>();
    for (String alias : catalog.danglingAliases()) {
      findings.add(new Finding(Rule.DANGLING_ALIAS, alias, "no such id in the catalog"));
    }
    return own((Market) catalog, today).plus(new CheckReport(findings));
  }

  /// What is wrong in any market on `today`.
  public static CheckReport own(Market market, LocalDate today) {
    List<Finding> findings = new ArrayList<>();
    stale(market, today, findings);
    Map<String, Integer> unknownModels = new TreeMap<>();
    for (ApiOffer offer : market.apiOffers()) {
      rows(offer, findings);
      cacheReads(offer.id(), offer, findings);
      if (offer.openWeights() && market.findModel(offer.model().text()).isEmpty()) {
        unknownModels.merge(offer.model().text(), 1, Integer::sum);
      }
    }
    unknownModels.forEach(
        (model, hosts) ->
            findings.add(
                new Finding(
                    Rule.UNKNOWN_MODEL, model, "open weights, sold by " + hosts + ", no card")));
    gpuOffers(market, findings);
    findings.addAll(RegionPremium.own(market.apiOffers()));
    return new CheckReport(findings);
  }

  private static void rows(ApiOffer offer, List<Finding> findings) {
    PriceOverlap.first(offer.prices())
        .ifPresent(
            overlap ->
                findings.add(new Finding(Rule.PRICE_OVERLAP, offer.id(), overlap.describe())));
    if (offer.prices().stream().anyMatch(row -> isZero(row, TokenClass.INPUT, TokenClass.OUTPUT))) {
      findings.add(new Finding(Rule.ZERO_PRICE, offer.id(), "input or output costs nothing"));
    }
    for (PriceRow row : offer.prices()) {
      boolean based =
          row.aboveInput() == 0
              || offer.prices().stream()
                  .anyMatch(
                      base ->
                          base.aboveInput() == 0
                              && base.service() == row.service()
                              && base.region().equals(row.region())
                              && !base.from().isAfter(row.from())
                              && !base.to().isBefore(row.to()));
      if (!based) {
        String detail = row.service().key() + " price above " + row.aboveInput() + " only";
        findings.add(new Finding(Rule.CLIFF_WITHOUT_BASE, offer.id(), detail));
      }
    }
  }

  private static boolean isZero(PriceRow row, TokenClass... classes) {
    for (TokenClass tokenClass : classes) {
      if (row.rates().picosOrNegative(tokenClass) == 0) {
        return true;
      }
    }
    return false;
  }

  private static void cacheReads(String subject, ApiOffer offer, List<Finding> findings) {
    for (PriceRow row : offer.prices()) {
      long input = row.rates().picosOrNegative(TokenClass.INPUT);
      long read = row.rates().picosOrNegative(TokenClass.CACHE_READ);
      if (input >= 0 && read > input) {
        findings.add(new Finding(Rule.CACHE_READ_ABOVE_INPUT, subject, row.rates().toString()));
        return;
      }
    }
  }

  private static void stale(Market market, LocalDate today, List<Finding> findings) {
    Map<String, Integer> rowsByAge = new TreeMap<>();
    LocalDate oldest = today.minusDays(STALE_DAYS);
    for (ApiOffer offer : market.apiOffers()) {
      count(rowsByAge, "prices of " + offer.provider(), offer.source(), oldest);
    }
    for (GpuOffer offer : market.gpuOffers()) {
      count(rowsByAge, "GPU offers of " + offer.provider(), offer.source(), oldest);
    }
    for (ModelCard model : market.models()) {
      count(rowsByAge, "model cards", model.source(), oldest);
    }
    for (GpuSpec gpu : market.gpus()) {
      count(rowsByAge, "GPU data sheets", gpu.source(), oldest);
    }
    rowsByAge.forEach(
        (subject, rows) ->
            findings.add(
                new Finding(
                    Rule.STALE, subject, rows + " rows are older than 90 days on " + today)));
  }

  private static void count(
      Map<String, Integer> rowsByAge, String subject, Source source, LocalDate oldest) {
    if (source.asOf().isBefore(oldest)) {
      rowsByAge.merge(subject + " as of " + source.asOf(), 1, Integer::sum);
    }
  }

  private static void gpuOffers(Market market, List<Finding> findings) {
    Map<String, GpuOffer> byPlace = new HashMap<>();
    for (GpuOffer offer : market.gpuOffers()) {
      if (market.findGpu(offer.gpu().text()).isEmpty()) {
        findings.add(new Finding(Rule.UNKNOWN_GPU, offer.id(), offer.gpu().text()));
      }
      GpuOffer other = byPlace.putIfAbsent(place(offer, offer.term()), offer);
      if (other != null) {
        findings.add(new Finding(Rule.DUPLICATE, offer.id(), "same as " + other.id()));
      }
    }
    for (GpuOffer spot : market.gpuOffers()) {
      GpuOffer onDemand = byPlace.get(place(spot, Term.ON_DEMAND));
      if (spot.term() != Term.SPOT || onDemand == null) {
        continue;
      }
      int order = spot.usdPerHour().compareTo(onDemand.usdPerHour());
      if (order >= 0) {
        Rule rule = order > 0 ? Rule.SPOT_ABOVE_ON_DEMAND : Rule.SPOT_EQUALS_ON_DEMAND;
        String detail = spot.usdPerHour() + " against " + onDemand.usdPerHour();
        findings.add(new Finding(rule, spot.id(), detail));
      }
    }
  }

  private static String place(GpuOffer offer, Term term) {
    return String.join(
        "|",
        offer.provider().text(),
        offer.instance(),
        offer.gpu().text(),
        String.valueOf(offer.gpuCount()),
        offer.region(),
        term.key(),
        offer.basis());
  }
}
