package dev.breakeven.wire.report;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.pricing.Quote;
import dev.breakeven.core.pricing.Usage;
import java.io.Writer;
import java.util.List;

/// The JSON of `price`: `usd` is exact text, or `unpriced` says why there is none.
public final class PriceDocument {
  private PriceDocument() {}

  public static void write(ApiOffer offer, Quote quote, Writer out) {
    JsonOut.write(out, json -> content(json, offer, quote));
  }

  private static void content(JsonOut json, ApiOffer offer, Quote quote) {
    json.text("model", offer.model().text());
    json.text("provider", offer.provider().text());
    List<Quote.Line> lines =
        switch (quote) {
          case Quote.Priced priced -> {
            json.text("usd", priced.usd().toString());
            perMtok(json, priced);
            yield priced.lines();
          }
          case Quote.Unpriced(String reason) -> {
            json.text("unpriced", reason)
                .none("tokens")
                .none("usd_per_mtok")
                .none("usd_per_mtok_input");
            yield List.of();
          }
        };
    json.array(
        "lines",
        lines,
        line ->
            json.text("class", line.tokenClass().key())
                .number("tokens", line.tokens().count())
                .text("usd_per_mtok", line.rate().toString())
                .text("usd", line.exact().toString()));
    json.text("discount_factor", offer.discount().toString());
    json.text("price_version", offer.priceVersion());
    json.text("basis", "list-equivalent");
    json.text("source", offer.source().text());
  }

  /// Blended over all tokens, and over the input tokens alone.
  private static void perMtok(JsonOut json, Quote.Priced priced) {
    Usage usage = priced.usage();
    long input = usage.totalInput();
    json.number("tokens", usage.total().count());
    if (usage.total().count() == 0) {
      json.none("usd_per_mtok");
    } else {
      json.number("usd_per_mtok", priced.perMtok().dollars());
    }
    if (input == 0) {
      json.none("usd_per_mtok_input");
    } else {
      json.number("usd_per_mtok_input", priced.perInputMtok().dollars());
    }
  }
}
