package dev.breakeven.wire.report;

import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.plan.Insight;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Intake;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The JSON of `breakeven` without a verb, where usage was found.
public final class InsightDocument {
  private final Insight insight;
  private final JsonOut json;

  private InsightDocument(Insight insight, JsonOut json) {
    this.insight = insight;
    this.json = json;
  }

  /// What was found beside calls: engines that run here, amounts on bills, rows left out, files in
  /// the folder that were not looked at.
  public record Beside(
      List<Engine> engines, List<Billed> billed, List<Intake.Problem> leftOut, long notLookedAt) {
    public Beside {
      engines = List.copyOf(engines);
      billed = List.copyOf(billed);
      leftOut = List.copyOf(leftOut);
    }
  }

  public record Engine(String name, String address, List<String> models) {}

  /// The lines of one source of bills; part of no other figure.
  public record Billed(String source, Usd usd, Instant from, Instant to) {}

  /// `next` are commands that go on from here.
  public static void write(Insight insight, Beside beside, List<String> next, Writer out) {
    JsonOut.write(out, json -> new InsightDocument(insight, json).content(beside, next));
  }

  private void content(Beside beside, List<String> next) {
    json.flag("sample", false);
    json.text("verdict", insight.verdict());
    json.text("catalog_as_of", insight.catalogAsOf().toString());
    sources();
    beside(beside);
    json.object("spent", _ -> spent());
    json.object(
        "month",
        _ -> {
          json.number("observed_hours", insight.month().period().value());
          json.text("to", insight.month().to().toString());
          json.number("factor", insight.month().factor());
          json.number("tokens", insight.month().tokens().count());
          json.number("output_tokens", insight.month().output().count());
          monthly(insight.month().usd());
        });
    json.array("ladder", insight.ladder(), this::rung);
    own();
    json.array(
        "waste",
        insight.waste(),
        waste -> {
          json.text("what", waste.what()).text("detail", waste.detail());
          json.decimal("monthly_usd", waste.usd().dollars().decimal(9));
          json.number("share", waste.share());
        });
    json.array(
        "assumptions",
        insight.assumptions(),
        assumption -> json.text("text", assumption.text()).text("flag", assumption.flag()));
    json.texts("next", next);
  }

  private void sources() {
    json.array(
        "sources",
        insight.sources(),
        source ->
            json.text("source", source.name())
                .number("calls", source.calls())
                .number("sessions", source.sessions())
                .text("from", source.from().toString())
                .text("to", source.to().toString())
                .texts("providers", source.providers()));
  }

  private void beside(Beside beside) {
    json.array(
        "engines",
        beside.engines(),
        engine ->
            json.text("engine", engine.name())
                .text("address", engine.address())
                .texts("models", engine.models()));
    json.array(
        "billed",
        beside.billed(),
        billed ->
            json.text("source", billed.source())
                .decimal("usd", billed.usd().dollars().decimal(9))
                .text("basis", Basis.INVOICE.toString())
                .text("from", billed.from().toString())
                .text("to", billed.to().toString()));
    json.array(
        "left_out",
        beside.leftOut(),
        problem ->
            json.text("reason", problem.reason())
                .number("rows", problem.rows())
                .text("first", problem.first()));
    json.number("files_not_looked_at", beside.notLookedAt());
  }

  private void spent() {
    sum(insight.spend().total());
    json.array(
        "models",
        insight.spend().models(),
        row -> {
          json.text("model", row.model());
          sum(row.sum());
        });
  }

  private void sum(Insight.Sum sum) {
    boolean known = !sum.usd().isEmpty();
    json.optional(
        "usd",
        known ? Optional.of(sum.total()) : Optional.empty(),
        usd -> json.decimal("usd", usd.dollars().decimal(9)));
    json.array(
        "by_basis",
        new ArrayList<>(sum.usd().entrySet()),
        each ->
            json.text("basis", each.getKey().toString())
                .decimal("usd", each.getValue().dollars().decimal(9)));
    json.number("calls", sum.calls());
    json.object(
        "tokens",
        _ -> {
          for (TokenClass tokenClass : TokenClass.values()) {
            json.number(tokenClass.key(), sum.tokens().count(tokenClass));
          }
        });
    json.number("cached_share_of_input", sum.cachedShare());
    json.number("unpriced_calls", sum.unpricedCalls());
    json.number("unpriced_tokens", sum.unpricedTokens());
    json.number("calls_without_usage", sum.withoutUsage());
  }

  private void rung(Insight.Rung rung) {
    json.text("name", rung.name());
    json.text("role", rung.role().toString());
    monthly(rung.monthly());
    json.text("note", rung.note());
  }

  private void monthly(Knowable<Usd> usd) {
    json.known(
        "monthly_usd", usd, value -> json.decimal("monthly_usd", value.dollars().decimal(9)));
    json.optional("unknown_because", reason(usd), why -> json.text("unknown_because", why));
  }

  private static Optional<String> reason(Knowable<?> value) {
    return value instanceof Knowable.Unknown<?>(String why) ? Optional.of(why) : Optional.empty();
  }

  private void own() {
    json.known(
        "own_gpus",
        insight.own(),
        own ->
            json.object(
                "own_gpus",
                _ -> {
                  json.text("option", own.option()).text("gpu", own.gpu());
                  json.decimal("monthly_usd", own.monthly().dollars().decimal(9));
                  json.number("gpus_busy", own.busy());
                  json.number("gpus_busy_without_prefix_cache", own.busyUncached());
                  json.flag("too_little", own.isTooLittle());
                  json.array(
                      "break_even",
                      List.of(own.sameModel(), own.asIs()).stream()
                          .flatMap(Optional::stream)
                          .toList(),
                      against ->
                          json.text("api", against.api())
                              .optional(
                                  "times_the_volume",
                                  against.volumeFactor(),
                                  factor -> json.number("times_the_volume", factor)));
                }));
    json.optional(
        "own_gpus_unknown_because",
        reason(insight.own()),
        why -> json.text("own_gpus_unknown_because", why));
  }
}
