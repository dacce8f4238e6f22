package dev.breakeven.wire.report;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.PlanRequest;
import dev.breakeven.core.units.Multiplier;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The `prices` of a plan: what each offer behind its options cost on the day, for comparison with
/// another day.
final class PriceList {
  private PriceList() {}

  private record Price(String text, String asOf) {}

  static void write(Plan plan, JsonOut json) {
    Map<String, Price> prices = new TreeMap<>();
    for (Option option : plan.options()) {
      switch (option) {
        case Option.Hosted hosted -> add(prices, hosted.offer(), plan.request());
        case Option.Own own -> add(prices, own.sizing().offer());
        case Option.Mix mix -> {
          add(prices, mix.pool().sizing().offer());
          mix.run().onDemand().ifPresent(rented -> add(prices, rented.offer()));
          mix.run()
              .waiting()
              .flatMap(MixRun.Waiting::spot)
              .ifPresent(rented -> add(prices, rented.offer()));
          add(prices, mix.spillTo().offer(), plan.request());
        }
      }
    }
    json.array(
        "prices",
        prices.entrySet(),
        each ->
            json.text("offer", each.getKey())
                .text("price", each.getValue().text())
                .text("as_of", each.getValue().asOf()));
  }

  private static void add(Map<String, Price> prices, GpuOffer offer) {
    prices.put(
        offer.id(),
        new Price("$" + offer.usdPerHour() + "/hour", offer.source().asOf().toString()));
  }

  private static void add(Map<String, Price> prices, ApiOffer offer, PlanRequest request) {
    String rows =
        offer.prices().stream()
            .filter(row -> row.service() == request.service() && row.inForce(request.at()))
            .map(PriceList::row)
            .collect(Collectors.joining("; "));
    String discount =
        offer.discount().equals(Multiplier.ONE) ? "" : " × " + offer.discount() + " negotiated";
    prices.put(
        offer.id(),
        new Price(
            rows.isEmpty() ? "none in force" : rows + discount, offer.source().asOf().toString()));
  }

  private static String row(PriceRow row) {
    return (row.region().isEmpty() ? "" : row.region() + ": ")
        + (row.aboveInput() == 0 ? "" : "above %d input: ".formatted(row.aboveInput()))
        + row.rates();
  }
}
