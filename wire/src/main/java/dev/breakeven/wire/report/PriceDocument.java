package dev.breakeven.wire.report;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.pricing.Quote;
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
            yield priced.lines();
          }
          case Quote.Unpriced(String reason) -> {
            json.text("unpriced", reason);
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
}
