package dev.breakeven.wire.report;

import dev.breakeven.core.plan.ApiCostStack;
import dev.breakeven.core.plan.CostSheet;
import dev.breakeven.core.plan.TermPrice;
import dev.breakeven.core.units.Attainable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import java.io.Writer;
import java.util.Optional;
import java.util.stream.Stream;

/// The JSON of `cost`: a key whose figure does not follow from the flags is null, and `why` says
/// when a figure is never reached.
public final class CostDocument {
  /// What a price is compared with besides the month: parts the user asked for.
  public record Views(
      Optional<UsdPerMtok> blended, Optional<ApiCostStack> stack, Optional<TermPrice> terms) {}

  private CostDocument() {}

  public static void write(CostSheet sheet, Views views, Writer out) {
    JsonOut.write(
        out,
        json -> {
          perToken(json, sheet);
          month(json, sheet);
          views(json, views);
          Optional<Attainable.Never<?>> never =
              Stream.concat(sheet.perMtok().stream(), sheet.breakEven().stream())
                  .<Attainable.Never<?>>mapMulti(
                      (value, found) -> {
                        if (value instanceof Attainable.Never<?> none) {
                          found.accept(none);
                        }
                      })
                  .findFirst();
          json.optional("why", never, none -> json.text("why", none.reason()));
        });
  }

  private static void perToken(JsonOut json, CostSheet sheet) {
    price(json, "usd_per_mtok", sheet.perMtok().flatMap(Attainable::toOptional));
    number(json, "api_over_own", sheet.apiOverOwn());
    number(json, "break_even_tokens_per_month", sheet.breakEven().flatMap(Attainable::toOptional));
    number(json, "break_even_tok_s", sheet.breakEvenRate().map(rate -> rate.value()));
    number(json, "utilization_at_break_even", sheet.utilisationAtBreakEven());
  }

  private static void month(JsonOut json, CostSheet sheet) {
    json.number("machines", sheet.machines());
    money(json, "rent_usd_per_month", Optional.of(sheet.rentPerMonth()));
    money(json, "people_usd_per_month", Optional.of(sheet.monthly().people()));
    money(json, "setup_usd_per_month", Optional.of(sheet.monthly().setup()));
    money(json, "fixed_usd_per_month", Optional.of(sheet.fixedPerMonth()));
    number(json, "tokens_per_month", sheet.tokensPerMonth());
    number(json, "capacity_tokens_per_month", sheet.capacityPerMonth());
    number(json, "utilization", sheet.utilisation());
    money(json, "own_usd_per_month", sheet.ownPerMonth());
    money(json, "api_usd_per_month", sheet.apiPerMonth());
    money(json, "saving_usd_per_month", sheet.savingPerMonth());
  }

  private static void views(JsonOut json, Views views) {
    price(json, "blended_usd_per_mtok", views.blended());
    number(json, "hosted_factor", views.stack().map(ApiCostStack::factor));
    price(json, "hosted_usd_per_mtok", views.stack().map(ApiCostStack::price));
    number(json, "term_discount", views.terms().map(TermPrice::discount));
    number(json, "term_pays_above_duty", views.terms().map(TermPrice::crossoverDuty));
  }

  private static void price(JsonOut json, String key, Optional<UsdPerMtok> price) {
    number(json, key, price.map(UsdPerMtok::dollars));
  }

  private static void money(JsonOut json, String key, Optional<Usd> amount) {
    number(json, key, amount.map(Usd::dollars));
  }

  private static void number(JsonOut json, String key, Optional<Ratio> value) {
    json.optional(key, value, number -> json.number(key, number));
  }
}
