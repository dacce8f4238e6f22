package dev.breakeven.ask.tool;

import static dev.breakeven.ask.tool.Table.Kind.COUNT;
import static dev.breakeven.ask.tool.Table.Kind.NAME;
import static dev.breakeven.ask.tool.Table.Kind.USD;
import static dev.breakeven.ask.tool.Table.Kind.WORDS;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `explain_price`: what a hosted model or a GPU costs by list, line by line, with its source.
final class PriceTool {
  private static final Ratio MILLION = Ratio.of(1_000_000);

  private PriceTool() {}

  static Tool tool() {
    return new Tool(
        "explain_price",
        "List price of a hosted model by token class, with what the given tokens cost as one call;"
            + " or the offers of a GPU by the hour. With source and date.",
        List.of(
            Parameter.needed(
                "item",
                "a hosted model such as gpt-4o or groq/llama-3.3-70b, or a GPU such as h100-sxm"),
            Parameter.text("input", "uncached input tokens, such as 12K; default 1M"),
            Parameter.text("cache_read", "input tokens read from a prompt cache"),
            Parameter.text("output", "output tokens; default 1M")),
        PriceTool::answer);
  }

  private static Table answer(Facts facts, Arguments arguments) {
    Market market = facts.market();
    String item = arguments.text("item");
    Optional<ApiOffer> api = market.findApi(item);
    if (api.isPresent()) {
      return model(facts, arguments, api.get());
    }
    Optional<GpuSpec> gpu = market.findGpu(item);
    return gpu.map(spec -> gpu(facts, spec)).orElseThrow(() -> unknown(market, item));
  }

  private static BreakevenException unknown(Market market, String item) {
    List<String> similar = market.similar(item).stream().limit(5).toList();
    return new BreakevenException(
        ErrorCode.MODEL_UNKNOWN,
        "the catalog has no hosted model or GPU of this name",
        "",
        similar.isEmpty() ? "" : "Did you mean " + String.join(", ", similar) + "?");
  }

  private static Table model(Facts facts, Arguments arguments, ApiOffer offer) {
    boolean stated =
        !(arguments.text("input") + arguments.text("cache_read") + arguments.text("output"))
            .isEmpty();
    Usage usage =
        new Usage(
            tokens(arguments, "input", stated),
            tokens(arguments, "cache_read", true),
            0,
            0,
            tokens(arguments, "output", stated),
            0);
    Table.Making table =
        Table.of(
                "list price of %s, USD; source: %s".formatted(offer.id(), offer.source()),
                facts.redaction())
            .column("class", WORDS)
            .column("USD/M tokens", USD)
            .column("tokens", COUNT)
            .column("USD", USD)
            .column("basis", WORDS);
    Tariff.Lookup lookup = Tariff.of(offer, facts.now(), ServiceClass.STANDARD, "");
    switch (lookup) {
      case Tariff.Lookup.Missing(String reason) -> table.note("unpriced: " + reason);
      case Tariff.Lookup.Found(Tariff tariff) -> lines(table, tariff, usage);
    }
    if (!offer.discount().equals(Multiplier.ONE)) {
      table.note("the total has your negotiated factor %s".formatted(offer.discount()));
    }
    return table.table();
  }

  private static void lines(Table.Making table, Tariff tariff, Usage usage) {
    switch (tariff.quote(usage)) {
      case Quote.Unpriced(String reason) -> table.note("unpriced: " + reason);
      case Quote.Priced priced -> {
        for (TokenClass each : TokenClass.values()) {
          long count = usage.count(each);
          tariff
              .rates(usage)
              .rate(each)
              .ifPresent(
                  rate ->
                      table.row(
                          each.key(),
                          Cells.dollars(rate.perMtok().dollars()),
                          Cells.count(count),
                          Cells.dollars(rate.perMtok().dollars().times(count).dividedBy(MILLION)),
                          "list-equivalent"));
        }
        table.total("total", "", Cells.count(usage.total().count()), Cells.usd(priced.usd()), "");
        if (tariff.hasCliffs()) {
          table.note("longer requests are repriced as a whole; these are the rates of this length");
        }
      }
    }
  }

  private static long tokens(Arguments arguments, String name, boolean zeroIfEmpty) {
    if (arguments.text(name).isEmpty()) {
      return zeroIfEmpty ? 0 : 1_000_000;
    }
    return arguments.read(name, Tokens::parse).count();
  }

  private static Table gpu(Facts facts, GpuSpec spec) {
    Table.Making table =
        Table.of(
                "offers of %s, USD an hour of one GPU; catalog as of %s"
                    .formatted(spec.id(), facts.market().asOf()),
                facts.redaction())
            .column("offer", NAME)
            .column("provider", NAME)
            .column("term", WORDS)
            .column("region", NAME)
            .column("GPUs", COUNT)
            .column("USD/GPU-hour", USD)
            .column("basis", WORDS)
            .column("as of", WORDS);
    facts.market().gpuOffers().stream()
        .filter(offer -> offer.gpu().equals(spec.id()))
        .sorted(Comparator.comparing(GpuOffer::perGpuHour).thenComparing(GpuOffer::id))
        .forEach(
            offer ->
                table.row(
                    offer.id(),
                    offer.provider().text(),
                    offer.term().key(),
                    offer.region(),
                    Cells.count(offer.gpuCount()),
                    Cells.dollars(offer.perGpuHour().dollars()),
                    offer.basis(),
                    offer.source().asOf().toString()));
    return table.table();
  }
}
