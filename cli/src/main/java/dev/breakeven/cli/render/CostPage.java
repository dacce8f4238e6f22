package dev.breakeven.cli.render;

import dev.breakeven.core.plan.ApiCostStack;
import dev.breakeven.core.plan.CostSheet;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.wire.report.CostDocument;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// What `cost` answers, one figure a line, each with the division it comes from.
public final class CostPage {
  private final CostSheet sheet;
  private final CostDocument.Views views;
  private final PrintWriter out;

  public CostPage(CostSheet sheet, CostDocument.Views views, PrintWriter out) {
    this.sheet = sheet;
    this.views = views;
    this.out = out;
  }

  public void print() {
    sheet.perMtok().ifPresent(this::perMtok);
    sheet.apiOverOwn().ifPresent(times -> out.printf("the API price is %s times%n", two(times)));
    sheet.breakEven().ifPresent(this::breakEven);
    sheet
        .utilisationAtBreakEven()
        .ifPresent(
            share -> out.printf("that volume is %s %% utilisation%n", two(share.times(100))));
    month();
    views.blended().ifPresent(price -> out.printf("$%s per million tokens, blended%n", price));
    views.stack().ifPresent(this::layers);
    views
        .terms()
        .ifPresent(
            terms ->
                out.printf(
                    "%s %% off on demand; pays when rented for more than %s %% of all hours%n",
                    two(terms.discount().times(100)), two(terms.crossoverDuty().times(100))));
  }

  private void perMtok(Attainable<UsdPerMtok> cost) {
    switch (cost) {
      case Attainable.At<UsdPerMtok>(UsdPerMtok value) ->
          out.printf("$%s per million tokens%s%n", value, division());
      case Attainable.Never<UsdPerMtok>(String reason) -> out.println("never: " + reason);
    }
  }

  private String division() {
    if (sheet.fixedPerMonth().nanos() == 0) {
      return "";
    }
    String own = sheet.own().dollars().signum() == 0 ? "" : " + $" + sheet.own();
    boolean onlyRent = sheet.monthly().total().nanos() == 0 && sheet.machines() == 1;
    return onlyRent && sheet.capacity().isPresent()
        ? "  = $%s/h ÷ (%s tok/s × 3600 × %s)%s"
            .formatted(
                sheet.rent(),
                sheet.capacity().get(),
                sheet
                    .utilisation()
                    .map(Ratio::toString)
                    .orElse("1: never idle, as --utilization is not given"),
                own)
        : "  = %s ÷ %,d tokens a month%s"
            .formatted(
                Amounts.dollars(sheet.fixedPerMonth()),
                sheet.tokensPerMonth().orElse(Ratio.ZERO).rounded(),
                own);
  }

  private void breakEven(Attainable<Ratio> tokens) {
    switch (tokens) {
      case Attainable.At<Ratio>(Ratio volume) ->
          out.printf(
              "%,d tokens a month  = %s ÷ ($%s − $%s per million)%n",
              volume.rounded(),
              Amounts.dollars(sheet.fixedPerMonth()),
              sheet.api().map(UsdPerMtok::toString).orElse(""),
              sheet.own());
      case Attainable.Never<Ratio>(String reason) -> out.println("never: " + reason);
    }
  }

  private void month() {
    List<String> parts = new ArrayList<>();
    String machines = sheet.machines() == 1 ? "" : " of %d machines".formatted(sheet.machines());
    part(parts, "rent" + machines, sheet.rentPerMonth());
    part(parts, "fixed", sheet.monthly().fixed());
    part(parts, "people", sheet.monthly().people());
    part(parts, "set-up", sheet.monthly().setup());
    if (parts.size() > 1 || sheet.rent().dollars().signum() > 0) {
      out.printf(
          "%s a month: %s%n", Amounts.dollars(sheet.fixedPerMonth()), String.join(", ", parts));
    }
    sheet
        .tokensPerMonth()
        .ifPresent(tokens -> out.printf("%,d tokens a month%s%n", tokens.rounded(), used()));
    sheet
        .savingPerMonth()
        .ifPresent(
            saving ->
                out.printf(
                    "the API asks %s for them; owning %s %s%n",
                    Amounts.dollars(sheet.apiPerMonth().orElseThrow()),
                    saving.nanos() < 0 ? "costs more by" : "saves",
                    Amounts.dollars(new Usd(Math.abs(saving.nanos())))));
  }

  private static void part(List<String> parts, String name, Usd amount) {
    if (amount.nanos() > 0) {
      parts.add(name + " " + Amounts.dollars(amount));
    }
  }

  private String used() {
    return sheet
        .utilisation()
        .map(share -> ", %s %% utilisation".formatted(two(share.times(100))))
        .orElse("");
  }

  private void layers(ApiCostStack stack) {
    for (ApiCostStack.Layer layer : stack.layers()) {
      out.printf(
          "  × %-4s %-30s $%s per million%n", layer.factor(), layer.name(), layer.upToHere());
    }
  }

  private static String two(Ratio value) {
    return value.decimal(2).toPlainString();
  }
}
