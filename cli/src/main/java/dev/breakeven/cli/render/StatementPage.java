package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.Statement;
import dev.breakeven.core.ledger.UsageQuery;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/// The statement of a tenant, in words and as JSON. Amounts are exact.
public final class StatementPage {
  private static final String UNKNOWN = "unknown";

  private StatementPage() {}

  public static void print(
      Statement statement, UsageQuery query, boolean hasTariff, PrintWriter out) {
    out.printf(
        "Statement of %s, %s to %s%n",
        statement.tenant(),
        query.from().map(StatementPage::day).orElse("the first call"),
        query.to().map(StatementPage::day).orElse("the last"));
    if (statement.lines().isEmpty()) {
      out.println("No calls of this tenant in this period: breakeven usage --by tenant");
      return;
    }
    out.println();
    TextTable table =
        new TextTable(
            "model", ">calls", ">input", ">output", ">tariff", ">hosted", ">GPU", ">idle",
            ">margin");
    statement.lines().forEach(line -> row(table, line, cut(line.model())));
    row(table, statement.total(), "all");
    table.lines().forEach(out::println);
    notes(statement, hasTariff, out);
  }

  private static String day(Instant at) {
    return at.toString().replace("T00:00:00Z", "");
  }

  private static String cut(String model) {
    String shown = model.isEmpty() ? "(none)" : model;
    return shown.length() > 24 ? shown.substring(0, 23) + "…" : shown;
  }

  private static void row(TextTable table, Statement.Line line, String name) {
    Row row = line.row();
    table.row(
        name,
        "%,d".formatted(row.calls()),
        Amounts.tokens(Tokens.of(row.tokens().totalInput())),
        Amounts.tokens(Tokens.of(row.tokens().totalOutput())),
        amount(line.tariff()),
        cost(line, line.hosted()),
        cost(line, line.gpu()),
        cost(line, line.idle()),
        amount(line.margin()));
  }

  private static String amount(Optional<Usd> usd) {
    return usd.map(StatementPage::cents).orElse(UNKNOWN);
  }

  private static String cents(Usd usd) {
    BigDecimal value = usd.dollars().decimal(2);
    return (value.signum() < 0 ? "-$" : "$") + "%,.2f".formatted(value.abs());
  }

  /// What is only known in part has a plus behind it.
  private static String cost(Statement.Line line, Usd usd) {
    boolean partly = line.row().unpriced() > 0 && line.known(usd).isPresent();
    return amount(line.known(usd)) + (partly ? "+" : "");
  }

  private static void notes(Statement statement, boolean hasTariff, PrintWriter out) {
    Row row = statement.total().row();
    out.println();
    if (!hasTariff) {
      out.println("No tariff was given: --tariff FILE.");
    } else if (statement.total().tariff().isEmpty()) {
      out.println("The tariff has no rate for some of these tokens, or their number is unknown.");
    }
    if (row.unpriced() > 0) {
      out.printf(
          "Without a cost, so the margin is unknown: %s (self-hosted: breakeven ledger settle).%n",
          Amounts.calls(row.unpriced()));
    }
    if (!row.usd().isEmpty()) {
      out.println(
          "Cost is "
              + row.usd().keySet().stream().map(Basis::toString).collect(Collectors.joining(", "))
              + "; amounts are rounded to cents here, exact with --json.");
    }
  }

  public static void writeJson(Statement statement, UsageQuery query, PrintWriter out) {
    JsonOut.write(
        out,
        json -> {
          json.text("tenant", statement.tenant());
          json.optional("from", query.from().map(Instant::toString), at -> json.text("from", at));
          json.optional("to", query.to().map(Instant::toString), at -> json.text("to", at));
          json.array(
              "lines",
              statement.lines(),
              line -> {
                json.text("model", line.model());
                line(json, line);
              });
          json.object("total", _ -> line(json, statement.total()));
        });
  }

  private static void line(JsonOut json, Statement.Line line) {
    Row row = line.row();
    json.number("calls", row.calls())
        .number("without_usage", row.withoutUsage())
        .object("tokens", _ -> UsageJson.tokens(json, row.tokens()))
        .number("unpriced", row.unpriced());
    usd(json, "tariff_usd", line.tariff());
    usd(json, "hosted_usd", line.known(line.hosted()));
    usd(json, "gpu_usd", line.known(line.gpu()));
    usd(json, "idle_usd", line.known(line.idle()));
    usd(json, "margin_usd", line.margin());
    json.optional(
        "cost_basis",
        row.usd().keySet().stream().reduce(Basis::weaker),
        basis -> json.text("cost_basis", basis.toString()));
  }

  private static void usd(JsonOut json, String key, Optional<Usd> amount) {
    json.optional(key, amount, usd -> json.text(key, usd.toString()));
  }
}
