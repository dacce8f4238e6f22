package dev.breakeven.cli.render;

import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.wire.report.JsonOut;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Usage as FOCUS 1.2 rows: one a day, model, provider, source, basis and owner.
///
/// `docs/reference/focus.md` says what each column holds. Costs of calls without a price are blank.
public final class FocusTable {
  /// What the report must be grouped by.
  public static final List<Dimension> BY =
      List.of(
          Dimension.DAY,
          Dimension.PROVIDER,
          Dimension.MODEL,
          Dimension.SOURCE,
          Dimension.BASIS,
          Dimension.PRICES,
          Dimension.SERVICE,
          Dimension.TEAM,
          Dimension.TENANT,
          Dimension.PROJECT,
          Dimension.KEY);

  private static final List<Dimension> OWNERS =
      List.of(
          Dimension.SERVICE, Dimension.TEAM, Dimension.TENANT, Dimension.PROJECT, Dimension.KEY);

  private FocusTable() {}

  public static void write(UsageReport report, PrintWriter out) {
    CsvOut csv = new CsvOut(out);
    List<Row> rows = new ArrayList<>(report.rows());
    rows.sort(Comparator.comparing(row -> String.join("\0", row.group())));
    csv.line(List.copyOf(cells(Row.none(), "").keySet()));
    for (Row row : rows) {
      if (row.attempts() > 0) {
        csv.line(List.copyOf(cells(row, cost(row)).values()));
      }
      if (row.billed().isPresent()) {
        csv.line(List.copyOf(billed(row, row.billed().get()).values()));
      }
    }
    out.flush();
  }

  private static String cost(Row row) {
    return row.usd().values().stream().reduce(Usd::plus).map(Usd::toString).orElse("");
  }

  private static String text(Row row, Dimension dimension) {
    return row.group().isEmpty() ? "" : row.group().get(BY.indexOf(dimension));
  }

  private static Map<String, String> billed(Row row, Usd usd) {
    Map<String, String> cells = cells(row, usd.toString());
    cells.put("BilledCost", usd.toString());
    cells.put("ChargeDescription", "Lines of the bill, " + named(row, Dimension.PROVIDER));
    for (String unknown :
        List.of("ConsumedQuantity", "ConsumedUnit", "PricingQuantity", "PricingUnit")) {
      cells.put(unknown, "");
    }
    cells.put("x_CostBasis", Basis.INVOICE.toString());
    cells.put("x_Calls", "");
    return cells;
  }

  private static Map<String, String> cells(Row row, String cost) {
    Map<String, String> cells = new LinkedHashMap<>();
    costs(row, cost, cells);
    period(row, cells);
    what(row, cells);
    extensions(row, cells);
    return cells;
  }

  private static void costs(Row row, String cost, Map<String, String> cells) {
    boolean invoiced = text(row, Dimension.BASIS).equals(Basis.INVOICE.toString());
    cells.put("BilledCost", invoiced || cost.isEmpty() ? cost : "0.00");
    cells.put("EffectiveCost", cost);
    cells.put("ListCost", cost);
    cells.put("ContractedCost", cost);
    cells.put("BillingCurrency", "USD");
  }

  private static void period(Row row, Map<String, String> cells) {
    LocalDate day =
        row.group().isEmpty() ? LocalDate.EPOCH : LocalDate.parse(text(row, Dimension.DAY));
    cells.put("ChargePeriodStart", start(day));
    cells.put("ChargePeriodEnd", start(day.plusDays(1)));
    cells.put("BillingPeriodStart", start(day.withDayOfMonth(1)));
    cells.put("BillingPeriodEnd", start(day.withDayOfMonth(1).plusMonths(1)));
  }

  private static String start(LocalDate day) {
    return day + "T00:00:00Z";
  }

  private static void what(Row row, Map<String, String> cells) {
    String provider = named(row, Dimension.PROVIDER);
    String model = named(row, Dimension.MODEL);
    String tokens = row.withoutUsage() == 0 ? Long.toString(row.tokens().total().count()) : "";
    cells.put("BillingAccountId", provider);
    cells.put("BillingAccountName", "");
    cells.put("ProviderName", provider);
    cells.put("PublisherName", provider);
    cells.put("InvoiceIssuerName", provider);
    cells.put("ServiceCategory", "AI and Machine Learning");
    cells.put("ServiceSubcategory", "Generative AI");
    cells.put("ServiceName", model);
    cells.put("SkuId", provider + "/" + model);
    cells.put("SkuPriceId", text(row, Dimension.PRICES));
    cells.put("SubAccountId", text(row, Dimension.TENANT));
    cells.put("ChargeCategory", "Usage");
    cells.put("ChargeClass", "");
    cells.put("ChargeFrequency", "Usage-Based");
    cells.put("ChargeDescription", model + ", " + Amounts.calls(row.calls()));
    cells.put("PricingCategory", "Standard");
    cells.put("PricingQuantity", tokens);
    cells.put("PricingUnit", tokens.isEmpty() ? "" : "Tokens");
    cells.put("ConsumedQuantity", tokens);
    cells.put("ConsumedUnit", tokens.isEmpty() ? "" : "Tokens");
    cells.put("Tags", tags(row));
  }

  private static void extensions(Row row, Map<String, String> cells) {
    cells.put("x_CostBasis", text(row, Dimension.BASIS));
    cells.put("x_Source", text(row, Dimension.SOURCE));
    cells.put("x_Calls", Long.toString(row.calls()));
    cells.put("x_UnpricedCalls", Long.toString(row.unpriced()));
    cells.put("x_CallsWithoutUsage", Long.toString(row.withoutUsage()));
    Usage tokens = row.tokens();
    for (TokenClass tokenClass : TokenClass.values()) {
      cells.put(column(tokenClass), Long.toString(tokens.count(tokenClass)));
    }
    for (Dimension owner : OWNERS) {
      String key = owner.key();
      cells.put("x_" + Character.toUpperCase(key.charAt(0)) + key.substring(1), text(row, owner));
    }
  }

  private static String column(TokenClass tokenClass) {
    return switch (tokenClass) {
      case INPUT -> "x_InputTokens";
      case CACHE_READ -> "x_CacheReadTokens";
      case CACHE_WRITE_5M -> "x_CacheWrite5mTokens";
      case CACHE_WRITE_1H -> "x_CacheWrite1hTokens";
      case OUTPUT -> "x_OutputTokens";
      case REASONING -> "x_ReasoningTokens";
    };
  }

  private static String named(Row row, Dimension dimension) {
    String text = text(row, dimension);
    return text.isEmpty() ? "unknown" : text;
  }

  private static String tags(Row row) {
    StringWriter text = new StringWriter();
    JsonOut.write(
        text,
        json ->
            OWNERS.forEach(
                owner ->
                    Optional.of(text(row, owner))
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> json.text(owner.key(), value))));
    return text.toString().strip();
  }
}
