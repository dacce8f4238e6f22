package dev.breakeven.wire.report;

import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.report.PlanSnapshot;
import dev.breakeven.core.units.Usd;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the JSON of `plan` again, as far as two plans are compared.
public final class PlanFile {
  private static final JsonIn.Kind KIND =
      new JsonIn.Kind(
          ErrorCode.FORMAT_UNKNOWN, "a plan", "Give what 'breakeven plan --json' printed.");
  private static final List<String> TRAFFIC = List.of("source", "requests", "scale");
  private static final List<String> MONTH = List.of("input", "output");

  private PlanFile() {}

  public static PlanSnapshot read(Path file) {
    return snapshot(JsonIn.read(file, KIND));
  }

  /// `file` is the name that errors call the document in `text`.
  public static PlanSnapshot read(String file, String text) {
    return snapshot(JsonIn.of(file, text, KIND));
  }

  private static PlanSnapshot snapshot(JsonIn plan) {
    Map<String, String> prices = new LinkedHashMap<>();
    for (JsonIn price : plan.get("prices").items()) {
      prices.put(price.get("offer").text(), price.get("price").text());
    }
    return new PlanSnapshot(
        plan.get("verdict").text(),
        plan.get("too_close_to_call").flag(),
        plan.find("cheaper_if").or(() -> plan.find("recommended")).map(PlanFile::choice),
        plan.get("options").items().stream().map(PlanFile::choice).toList(),
        prices,
        traffic(plan.get("traffic")),
        plan.get("assumptions").items().stream().map(each -> each.get("text").text()).toList(),
        plan.get("catalog_as_of").text(),
        plan.get("at").text());
  }

  private static PlanSnapshot.Choice choice(JsonIn option) {
    return new PlanSnapshot.Choice(
        option.get("name").text(),
        option.get("kind").text(),
        option.get("label").text(),
        option.find("monthly_usd").map(usd -> usd.as(each -> Usd.parse(each.written()))));
  }

  private static Map<String, String> traffic(JsonIn traffic) {
    Map<String, String> figures = new LinkedHashMap<>();
    TRAFFIC.forEach(key -> figures.put(key, traffic.get(key).written()));
    JsonIn month = traffic.get("tokens_per_month");
    MONTH.forEach(key -> figures.put(key + " tokens a month", month.get(key).written()));
    return figures;
  }
}
