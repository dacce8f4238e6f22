package dev.breakeven.wire.report;

import dev.breakeven.core.plan.Commitment;
import dev.breakeven.core.plan.CostLine;
import dev.breakeven.core.plan.Feasibility;
import dev.breakeven.core.plan.MixRun;
import dev.breakeven.core.plan.Option;
import dev.breakeven.core.plan.Plan;
import dev.breakeven.core.plan.Sizing;
import dev.breakeven.core.plan.Staircase;
import dev.breakeven.core.plan.Verdict;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.units.Figure;
import dev.breakeven.core.units.Knowable;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.workload.Shape;
import dev.breakeven.core.workload.TraceStatistics;
import java.io.Writer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The JSON of `plan`.
public final class PlanDocument {
  private final Plan plan;
  private final JsonOut json;

  private PlanDocument(Plan plan, JsonOut json) {
    this.plan = plan;
    this.json = json;
  }

  /// `statistics` describe the observed trace, before any scale; `byShape` holds the plans of a
  /// stated volume under every shape and is empty for a trace.
  public static void write(
      Plan plan, TraceStatistics statistics, Map<Shape, Plan> byShape, Writer out) {
    JsonOut.write(out, json -> new PlanDocument(plan, json).content(statistics, byShape));
  }

  private void content(TraceStatistics statistics, Map<Shape, Plan> byShape) {
    json.flag("sample", plan.isSample());
    json.text("verdict", plan.verdict().line());
    json.flag("too_close_to_call", plan.verdict().tooClose());
    json.text("catalog_as_of", plan.catalogAsOf().toString());
    json.text("at", LocalDate.ofInstant(plan.request().at(), ZoneOffset.UTC).toString());
    json.object("traffic", _ -> TrafficDocument.content(json, plan, statistics));
    json.optional(
        "today",
        plan.request().today().flatMap(offer -> plan.find(offer.id())),
        option -> json.object("today", _ -> option(option)));
    chosen();
    json.array("options", plan.options(), this::option);
    json.optional(
        "cache",
        plan.request().traffic().repeated(),
        share -> json.object("cache", _ -> cache(share)));
    json.array(
        "by_shape",
        List.copyOf(byShape.entrySet()),
        each ->
            json.text("shape", each.getKey().key())
                .text("verdict", each.getValue().verdict().line()));
    json.array(
        "rejected",
        plan.rejections(),
        rejection -> json.text("what", rejection.what()).text("why", rejection.why()));
    breakEven();
    json.optional(
        "own_band", plan.verdict().ownBand(), band -> json.object("own_band", _ -> band(band)));
    new AnswersDocument(plan, json).content();
    json.array(
        "assumptions",
        plan.assumptions(),
        assumption -> json.text("text", assumption.text()).text("flag", assumption.flag()));
    commitment();
    PriceList.write(plan, json);
  }

  private void commitment() {
    json.optional(
        "commitment",
        Commitment.of(plan),
        advice ->
            json.object(
                "commitment",
                _ ->
                    json.text("reserved", advice.reserved().id())
                        .text("on_demand", advice.onDemand().id())
                        .decimal("saved_usd_month", advice.savedPerMonth().dollars().decimal(9))
                        .number("months_to_hold", advice.monthsToHold())
                        .number("term_months", advice.termMonths())));
  }

  private void chosen() {
    json.optional(
        "recommended",
        plan.verdict().recommended(),
        option -> json.object("recommended", _ -> option(option)));
    json.optional(
        "cheaper_if",
        plan.verdict().cheaperIf(),
        option -> json.object("cheaper_if", _ -> option(option)));
    json.optional(
        "cheapest_own",
        cheapest(Option.Own.class::isInstance),
        option -> json.object("cheapest_own", _ -> option(option)));
    json.optional(
        "cheapest_mix",
        cheapest(Option.Mix.class::isInstance),
        option -> json.object("cheapest_mix", _ -> option(option)));
    json.optional(
        "cheapest_host",
        cheapest(Option.Hosted.class::isInstance),
        option -> json.object("cheapest_host", _ -> option(option)));
    json.flag("own_gpus_cheapest", isCheapest(Option.Own.class));
    json.flag("stay_on_api", isCheapest(Option.Hosted.class));
    json.flag("mix_cheapest", isCheapest(Option.Mix.class));
  }

  /// The options are sorted from cheap to dear; one that breaks a constraint is none.
  private Optional<Option> cheapest(Predicate<Option> wanted) {
    return plan.options().stream()
        .filter(option -> option.monthly().isPresent() && !option.feasibility().isRejected())
        .filter(wanted)
        .findFirst();
  }

  /// What repeats in prompts, and what comes of it at the cheapest own GPUs and the cheapest host.
  private void cache(double share) {
    json.number("input_reuse_share", share);
    json.optional(
        "own_hit_share",
        cheapest(Option.Own.class::isInstance)
            .flatMap(own -> ((Option.Own) own).run())
            .flatMap(MixRun::prefixHitShare),
        hits -> json.number("own_hit_share", hits));
    Optional<Option.Hosted> host =
        cheapest(Option.Hosted.class::isInstance).map(Option.Hosted.class::cast);
    json.optional("api", host, option -> json.text("api", option.name()));
    usd("api_low_usd", host.flatMap(Option.Hosted::cached));
    usd("api_high_usd", host.flatMap(Option.Hosted::monthly));
  }

  private void usd(String name, Optional<Figure<Usd>> figure) {
    json.optional(name, figure, known -> json.decimal(name, known.value().dollars().decimal(9)));
  }

  private boolean isCheapest(Class<? extends Option> kind) {
    return cheapest(_ -> true).filter(kind::isInstance).isPresent();
  }

  private void option(Option option) {
    json.text("name", option.name());
    json.text("label", option.label());
    json.text("model", option.model().text());
    json.text(
        "kind",
        switch (option) {
          case Option.Hosted hosted -> hosted.role().toString();
          case Option.Own _ -> "own GPUs";
          case Option.Mix _ -> "mix";
        });
    usd("monthly_usd", option.monthly());
    usd(
        "monthly_usd_with_cache_hits",
        option instanceof Option.Hosted host ? host.cached() : Optional.empty());
    json.optional(
        "basis", option.monthly(), figure -> json.text("basis", figure.basis().toString()));
    json.array("lines", option.lines(), this::line);
    json.optional(
        "usd_per_mtok_output",
        option.perMtokOutput(plan.outputPerMonth()),
        cost -> json.number("usd_per_mtok_output", cost.dollars()));
    feasible(option.feasibility());
    policy(option);
    switch (option) {
      case Option.Hosted _ ->
          json.none("utilization")
              .none("spill_share")
              .none("ttft_ms")
              .none("slo_attainment")
              .none("prefix_hit_share")
              .none("sizing");
      case Option.Own own -> own(own);
      case Option.Mix mix -> mix(mix);
    }
    Optional<Ratio> overhead = option instanceof Option.Own own ? own.overhead() : Optional.empty();
    json.optional(
        "overhead_multiplier", overhead, times -> json.number("overhead_multiplier", times));
  }

  private void feasible(Feasibility feasibility) {
    switch (feasibility) {
      case Feasibility.Feasible _ -> json.flag("feasible", true);
      case Feasibility.Infeasible _ -> json.flag("feasible", false);
      case Feasibility.Unknown _ -> json.none("feasible");
    }
    json.text("why", feasibility.why());
  }

  /// How requests are routed; the largest batch goes with it, since the targets hold up to it.
  private void policy(Option option) {
    json.object(
        "policy",
        _ -> {
          switch (option) {
            case Option.Hosted hosted ->
                json.text("kind", hosted.batch().signum() == 0 ? "api" : "api+batch")
                    .text("api", hosted.offer().id())
                    .none("max_num_seqs");
            case Option.Own own ->
                json.text("kind", "own").none("api").number("max_num_seqs", batch(own));
            case Option.Mix mix ->
                json.text("kind", mix.policy())
                    .text("api", mix.spillTo().name())
                    .number("max_num_seqs", batch(mix.pool()));
          }
          Optional<Double> spill =
              option instanceof Option.Mix mix ? mix.run().spillSeconds() : Optional.empty();
          json.optional(
              "spill_above_predicted_ttft_ms",
              spill,
              seconds -> json.number("spill_above_predicted_ttft_ms", seconds * 1e3));
          if (option instanceof Option.Mix mix) {
            mix.run().onDemand().ifPresent(this::onDemand);
            mix.run().waiting().ifPresent(this::waiting);
          }
          if (option instanceof Option.Hosted hosted && hosted.batch().signum() > 0) {
            json.number("batch_share", hosted.batch());
          }
        });
  }

  private void waiting(MixRun.Waiting part) {
    json.object(
        "waiting",
        _ ->
            json.number("share_of_requests", part.share())
                .number("fill_up_to_requests", (long) part.fill())
                .number("batch_share_of_tokens", part.batched()));
    part.spot().ifPresent(this::spot);
  }

  private void spot(MixRun.Spot rented) {
    json.object(
        "spot",
        _ ->
            json.text("gpu_offer", rented.offer().id())
                .number("replicas", rented.replicas())
                .number("interruptions_month_assumed", rented.rate())
                .number("replica_hours_month", rented.hoursPerMonth())
                .number("interruptions", rented.interruptions())
                .number("lost_tokens", rented.lostTokens()));
  }

  private void onDemand(MixRun.OnDemand rented) {
    json.object(
        "on_demand",
        _ ->
            json.text("gpu_offer", rented.offer().id())
                .number("max_replicas", rented.most())
                .number("requests_a_replica", (long) rented.target())
                .number("replica_hours_month", rented.hoursPerMonth())
                .number("starts", rented.starts()));
  }

  private static long batch(Option.Own own) {
    return own.sizing().capacity().batch();
  }

  private void line(CostLine line) {
    json.text("name", line.name());
    json.decimal("monthly_usd", line.monthly().value().dollars().decimal(9));
    json.text("basis", line.monthly().basis().toString());
  }

  private void own(Option.Own own) {
    if (own.run().isPresent()) {
      run(own.run().get());
    } else {
      Sizing sizing = own.sizing();
      double firstToken = sizing.capacity().firstTokenSeconds(plan.request().traffic().p95Read());
      json.number("utilization", sizing.utilisation());
      json.number("spill_share", 0L);
      json.object(
          "ttft_ms",
          _ ->
              json.none("p50")
                  .number("p95", (firstToken + sizing.queue().waitSeconds()) * 1e3)
                  .none("p99")
                  .text("basis", MixRun.Method.CLOSED_FORM.toString()));
      json.none("slo_attainment").none("prefix_hit_share");
    }
    sizing(own.sizing());
  }

  private void mix(Option.Mix mix) {
    run(mix.run());
    sizing(mix.pool().sizing());
  }

  private void run(MixRun run) {
    json.number("utilization", run.utilisation());
    json.number("spill_share", run.spillShare().toDouble());
    json.object(
        "ttft_ms",
        _ -> {
          milliseconds("p50", run.firstToken().p50());
          milliseconds("p95", run.firstToken().p95());
          milliseconds("p99", run.firstToken().p99());
          json.text("basis", run.method().toString());
        });
    json.optional(
        "slo_attainment",
        run.attainment().toOptional(),
        share -> json.number("slo_attainment", share));
    json.optional(
        "prefix_hit_share", run.prefixHitShare(), share -> json.number("prefix_hit_share", share));
  }

  private void milliseconds(String name, Knowable<Double> seconds) {
    json.optional(name, seconds.toOptional(), value -> json.number(name, value * 1e3));
  }

  private void sizing(Sizing sizing) {
    Capacity capacity = sizing.capacity();
    json.object(
        "sizing",
        _ ->
            json.text("gpu_offer", sizing.offer().id())
                .text("deployment", capacity.model().deployment().toString())
                .number("replicas_needed", sizing.needed())
                .number("replicas_spare", sizing.spare())
                .number("instances", sizing.instances(sizing.replicas()))
                .number("gpus", sizing.gpus())
                .text("term", sizing.offer().term().key())
                .number("committed_months", sizing.offer().term().committedMonths())
                .decimal("committed_usd", sizing.committed().dollars().decimal(9))
                .decimal("upfront_usd", sizing.upfront().dollars().decimal(9))
                .number("batch", (long) capacity.batch())
                .text("batch_limited_by", capacity.limitedBy())
                .number("tpot_ms", capacity.steady().tpotSeconds() * 1e3)
                .number("output_tok_s_per_replica", capacity.steady().outputTokensPerSecond())
                .number("peak_minute_load_replicas", sizing.queue().peakMinuteLoad()));
  }

  private void breakEven() {
    List<Staircase> stairs = plan.breakEvens();
    if (stairs.isEmpty()) {
      json.none("break_even");
      return;
    }
    Staircase first = stairs.getFirst();
    json.object(
        "break_even",
        _ -> {
          staircase(first);
          json.array("versus", stairs.subList(1, stairs.size()), this::staircase);
        });
  }

  private void staircase(Staircase staircase) {
    json.text("own", staircase.own());
    json.text("api", staircase.api());
    json.optional(
        "tokens_per_month",
        staircase.breakEven(),
        crossing -> json.number("tokens_per_month", crossing.tokensPerMonth().count()));
    json.optional(
        "utilization",
        staircase.breakEven(),
        crossing -> json.number("utilization", crossing.utilisation()));
    json.array(
        "crossings",
        staircase.crossings(),
        crossing ->
            json.number("tokens_per_month", crossing.tokensPerMonth().count())
                .text("cheaper_from_here", crossing.ownWins() ? "own" : "api")
                .number("replicas", crossing.replicas())
                .number("utilization", crossing.utilisation()));
    json.optional(
        "examined_up_to_tokens_per_month",
        staircase.examinedUpTo(),
        tokens -> json.number("examined_up_to_tokens_per_month", tokens.count()));
    json.text("why", staircase.verdict());
  }

  private void band(Verdict.Band band) {
    json.decimal("low_monthly_usd", band.low().dollars().decimal(9));
    json.decimal("high_monthly_usd", band.high().dollars().decimal(9));
    json.decimal("bad_monthly_usd", band.bad().dollars().decimal(9));
    json.number("median_error", Ratio.ofMeasured(band.medianError(), 4));
    json.number("p90_error", Ratio.ofMeasured(band.p90Error(), 4));
  }
}
