package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Percentiles;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Sums of usage as JSON; amounts are exact text.
public final class UsageJson {
  private UsageJson() {}

  public static void write(UsageReport report, UsageQuery query, PrintWriter out) {
    JsonOut.write(
        out,
        json -> {
          json.texts("by", report.by().stream().map(Dimension::key).toList());
          json.optional("from", query.from().map(Instant::toString), at -> json.text("from", at));
          json.optional("to", query.to().map(Instant::toString), at -> json.text("to", at));
          json.array(
              "rows",
              report.rows(),
              row -> {
                for (int i = 0; i < report.by().size(); i++) {
                  json.text(report.by().get(i).key(), row.group().get(i));
                }
                row(json, row);
              });
          json.object("totals", _ -> row(json, report.totals()));
          json.number("unpriced", report.totals().unpriced())
              .number("open", report.open())
              .text("reserved_usd", report.reserved().toString());
        });
  }

  private static void row(JsonOut json, Row row) {
    json.number("calls", row.calls())
        .number("attempts", row.attempts())
        .number("without_usage", row.withoutUsage())
        .object("tokens", _ -> tokens(json, row.tokens()));
    money(json, row.usd(), row.unpriced());
    json.optional("billed_usd", row.billed(), usd -> json.text("billed_usd", usd.toString()))
        .number("unpriced", row.unpriced());
    percentiles(json, "ttft_ms", row.ttft());
    percentiles(json, "duration_ms", row.duration());
  }

  static void tokens(JsonOut json, Usage tokens) {
    for (TokenClass tokenClass : TokenClass.values()) {
      json.number(tokenClass.key(), tokens.count(tokenClass));
    }
    json.number("total", tokens.total().count());
  }

  /// `usd` over all bases, which is as weak as `usd_basis`; null when nothing that there is has a
  /// price.
  public static void money(JsonOut json, Map<Basis, Usd> usd, long unpriced) {
    Optional<Usd> all = usd.values().stream().reduce(Usd::plus);
    Optional<Usd> known = all.isEmpty() && unpriced == 0 ? Optional.of(Usd.ZERO) : all;
    json.optional("usd", known, amount -> json.text("usd", amount.toString()));
    json.optional(
        "usd_basis",
        usd.keySet().stream().reduce(Basis::weaker),
        basis -> json.text("usd_basis", basis.toString()));
    json.object(
        "usd_by_basis",
        _ -> {
          for (Basis basis : Basis.values()) {
            json.optional(
                basis.toString(),
                Optional.ofNullable(usd.get(basis)),
                amount -> json.text(basis.toString(), amount.toString()));
          }
        });
  }

  private static void percentiles(JsonOut json, String key, Optional<Percentiles> known) {
    json.optional(
        key,
        known,
        found ->
            json.object(
                key,
                _ ->
                    json.number("count", found.count())
                        .number("p50", found.p50())
                        .number("p95", found.p95())
                        .number("p99", found.p99())));
  }
}
