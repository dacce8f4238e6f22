package dev.breakeven.cli;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Tariff;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.wire.report.PriceDocument;
import java.io.PrintWriter;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What one call costs at a hosted model, exactly, or why that is not known.
@Command(
    name = "price",
    description = "What a call costs at a hosted model, exactly.",
    footer = {
      "",
      "breakeven price --model gpt-4o --input 12K --cache-read 90K --output 800",
      "breakeven price --model claude-sonnet-4.5 --provider bedrock --region eu --input 1M"
    },
    mixinStandardHelpOptions = true)
final class PriceCommand implements Callable<Integer> {

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();
  @Mixin Common common = new Common();

  @Option(names = "--model", required = true, description = "Model, or provider/model.")
  String model = "";

  @Option(names = "--provider", description = "Host of the model; default its maker.")
  String provider = "";

  @Option(names = "--input", description = "Input tokens that touch no prompt cache.")
  String input = "0";

  @Option(names = "--cache-read", description = "Input tokens read from a prompt cache.")
  String cacheRead = "0";

  @Option(names = "--cache-write", description = "Input tokens written to a 5-minute cache.")
  String cacheWrite = "0";

  @Option(names = "--cache-write-1h", description = "Input tokens written to a 1-hour cache.")
  String cacheWrite1h = "0";

  @Option(names = "--output", description = "Visible output tokens.")
  String output = "0";

  @Option(names = "--reasoning", description = "Hidden reasoning tokens.")
  String reasoning = "0";

  @Option(names = "--class", description = "standard, batch, flex or priority.")
  ServiceClass service = ServiceClass.STANDARD;

  @Option(names = "--region", description = "Region, where prices differ by region.")
  String region = "";

  PriceCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    Catalog catalog = common.catalog(wiring);
    ApiOffer offer = Common.api(catalog, name());
    Usage usage =
        new Usage(
            tokens("--input", input),
            tokens("--cache-read", cacheRead),
            tokens("--cache-write", cacheWrite),
            tokens("--cache-write-1h", cacheWrite1h),
            tokens("--output", output),
            tokens("--reasoning", reasoning));
    Quote quote = quote(offer, usage);
    noteRegion(offer);
    PrintWriter out = spec.commandLine().getOut();
    if (common.json) {
      PriceDocument.write(offer, quote, out);
    } else {
      print(offer, quote, out);
    }
    return quote instanceof Quote.Priced ? 0 : Common.EXIT_UNPRICED;
  }

  private String name() {
    if (provider.isEmpty() || model.startsWith(provider + "/")) {
      return model;
    }
    if (model.contains("/")) {
      throw Common.usage(
          "--model %s is not at --provider %s".formatted(model, provider), "Give one of them.");
    }
    return provider + "/" + model;
  }

  private Quote quote(ApiOffer offer, Usage usage) {
    try {
      return Tariff.quote(offer, usage, common.instant(wiring), service, region);
    } catch (ArithmeticException e) {
      throw Common.usage(
          "so many tokens cost over 9.2 billion dollars", "Price fewer tokens at a time.");
    }
  }

  /// A region that is misspelt would be priced as any other without a word.
  private void noteRegion(ApiOffer offer) {
    TreeSet<String> known = new TreeSet<>();
    offer.prices().forEach(row -> known.add(row.region()));
    known.remove("");
    if (!region.isEmpty() && !known.contains(region)) {
      spec.commandLine()
          .getErr()
          .printf(
              "note: %s has no price of its own in '%s'%s%n",
              offer.id(),
              region,
              known.isEmpty()
                  ? ": it is the same everywhere"
                  : ", only in " + String.join(", ", known) + ": this is its price elsewhere");
    }
  }

  private static long tokens(String flag, String text) {
    return Common.parse(flag, text, Tokens::parse).count();
  }

  private static void print(ApiOffer offer, Quote quote, PrintWriter out) {
    switch (quote) {
      case Quote.Unpriced(String reason) -> out.println("unpriced: " + reason);
      case Quote.Priced priced -> {
        out.printf("$%s  %s  list price, %s%n", priced.usd(), offer.id(), offer.source());
        for (Quote.Line line : priced.lines()) {
          out.printf(
              "  %-15s %,15d × $%s/M = $%s%n",
              line.tokenClass().key(), line.tokens().count(), line.rate(), line.exact());
        }
        if (!offer.discount().equals(Multiplier.ONE)) {
          out.printf("  × %s  your negotiated factor%n", offer.discount());
        }
      }
    }
  }
}
