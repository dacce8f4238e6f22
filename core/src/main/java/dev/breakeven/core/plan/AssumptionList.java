package dev.breakeven.core.plan;

import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.plan.Plan.Assumption;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.sim.Engine;
import dev.breakeven.core.workload.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Everything a plan takes for granted, each with the flag that changes it; what decides most
/// first.
final class AssumptionList {
  private AssumptionList() {}

  /// `own` are the ways to run it on own GPUs, cheapest first: the first one's constants are named.
  static List<Assumption> of(PlanRequest request, List<Option.Own> own, List<Option> options) {
    List<Assumption> list = new ArrayList<>(people(request.assumptions()));
    String slo = (request.sloStated() ? "SLO " : "own GPUs sized for ") + request.slo();
    list.add(new Assumption(slo, "--slo"));
    list.add(
        new Assumption(
            quality(request),
            request.constraints().quality().isPresent() ? "--quality" : "--candidate"));
    own.stream().findFirst().ifPresent(cheapest -> list.add(speed(cheapest)));
    list.add(month(request));
    list.add(new Assumption(gpus(request.gpuOffers()), "--gpu-offer 'vast-*'"));
    list.add(autoscaling(request));
    list.add(batch(request, options));
    if (request.flexibility().deferrable().signum() > 0) {
      list.add(spot(request.flexibility()));
    }
    list.add(new Assumption(caches(request.traffic()), ""));
    list.add(new Assumption("the same text is the same number of tokens everywhere", ""));
    if (options.stream().anyMatch(option -> isRunInPart(request, option))) {
      list.add(
          new Assumption(
              "of a large fleet a part is simulated, on the same part of the requests: what comes to"
                  + " a replica does not depend on how many others there are",
              "--scale"));
    }
    shaping(request.traffic()).forEach(text -> list.add(new Assumption(text, "--scale")));
    request
        .traffic()
        .trace()
        .provenance()
        .assumed()
        .forEach(text -> list.add(new Assumption(text, "--shape --output-share")));
    return list;
  }

  private static boolean isRunInPart(PlanRequest request, Option option) {
    Optional<Option.Own> simulated =
        switch (option) {
          case Option.Own own -> own.run().map(_ -> own);
          case Option.Mix mix ->
              mix.run().method() == MixRun.Method.SIMULATED
                  ? Optional.of(mix.pool())
                  : Optional.empty();
          case Option.Hosted _ -> Optional.empty();
        };
    return simulated.stream()
        .anyMatch(own -> Stage.settlesInPart(request.traffic().replay(), own.sizing()));
  }

  /// What the shaping takes for granted, and the part of the traffic that stands for all of it.
  private static List<String> shaping(Traffic traffic) {
    List<String> texts = new ArrayList<>();
    Provenance provenance = traffic.trace().provenance();
    if (provenance.shaping().isPresent()) {
      texts.add("copies of the traffic are independent of each other and as bursty as it is");
    }
    traffic.replay().statement().ifPresent(texts::add);
    return texts;
  }

  /// What prompt caches save, on own GPUs and at a host.
  private static String caches(Traffic traffic) {
    if (traffic.repeated().isEmpty()) {
      return "no prompt cache saves anything, here or at a host: which prompts begin alike is unknown";
    }
    String own =
        traffic.hasPrefixes()
            ? "replicas keep prefixes in the memory that is free, and requests go to the least busy one"
            : "their blocks of %d tokens are not simulated, as they are no multiple of %d: replicas find none"
                .formatted(traffic.trace().blockTokens(), Engine.BLOCK_TOKENS);
    return "%.0f %% of prompt tokens repeat a prefix; %s; hosts are charged without any hit, also for spill"
        .formatted(traffic.repeated().get() * 100, own);
  }

  private static Assumption speed(Option.Own own) {
    StepConstants constants = own.sizing().capacity().model().constants();
    return new Assumption(
        "GPU speed: closed-form estimate, %s; median error %.0f %%, one in ten over %.0f %%"
            .formatted(constants.name(), constants.medianError() * 100, constants.p90Error() * 100),
        "--calibration");
  }

  private static Assumption autoscaling(PlanRequest request) {
    Flexibility flexibility = request.flexibility();
    if (flexibility.coldStart().isEmpty()) {
      return new Assumption("autoscaling not tried: state --cold-start", "--cold-start");
    }
    if (request.gpuOffers().stream().noneMatch(ElasticMix::isHourly)) {
      return new Assumption(
          "autoscaling not tried: none of the GPU offers is on demand by the hour", "--term");
    }
    return new Assumption(
        "a replica on demand takes requests %s s after it is rented, is always to be had and paid for"
                .formatted(flexibility.coldStart().get().toSeconds())
            + " %s s at least".formatted(flexibility.minimumRental().toSeconds()),
        "--cold-start --minimum-rental");
  }

  private static Assumption batch(PlanRequest request, List<Option> options) {
    if (request.flexibility().deferrable().signum() == 0) {
      return new Assumption("batch prices not tried: state --deferrable", "--deferrable");
    }
    if (request.service() != ServiceClass.STANDARD) {
      return new Assumption(
          "everything is priced as %s, nothing apart".formatted(request.service().key()),
          "--class");
    }
    long sold =
        options.stream()
            .filter(option -> option instanceof Option.Hosted host && host.batch().signum() > 0)
            .count();
    return new Assumption(
        "%s %% of the requests, drawn, can wait for idle own GPUs or a batch tier; %s"
            .formatted(
                request.flexibility().deferrable().times(100).rounded(),
                sold == 0
                    ? "none of the hosts sells one"
                    : "%d of the hosts sell one".formatted(sold)),
        "--deferrable");
  }

  private static Assumption spot(Flexibility flexibility) {
    if (flexibility.coldStart().isEmpty()) {
      return new Assumption("spot not tried: state --cold-start", "--cold-start");
    }
    if (flexibility.spot().isEmpty()) {
      return new Assumption(
          "spot not tried: none of the GPU offers is on spot", "--gpu-offer --term");
    }
    long known =
        flexibility.spot().stream()
            .filter(offer -> flexibility.interruptions(offer).isPresent())
            .count();
    if (known == 0) {
      return new Assumption(
          "spot not tried: how often its %d offers are interrupted is unknown; state your rate"
              .formatted(flexibility.spot().size()),
          "--interruptions-per-month");
    }
    return new Assumption(
        "replicas on spot take only what can wait, are taken away without notice %s and are"
                .formatted(
                    flexibility
                        .interruptionsPerMonth()
                        .map(rate -> "%s times in 730 hours each".formatted(rate))
                        .orElse("as often as %d of their offers say".formatted(known)))
            + " always to be had again",
        "--interruptions-per-month");
  }

  private static Assumption month(PlanRequest request) {
    Provenance provenance = request.traffic().trace().provenance();
    String like =
        switch (provenance) {
          case Provenance.Sample _ -> "the sample";
          case Provenance.Observed _ -> "the observed";
          case Provenance.AssumedShape _ -> "the assumed";
          case Provenance.Shaped _ -> "the shaped";
        };
    return new Assumption("a month is 730 hours of traffic like " + like, "--scale");
  }

  private static String quality(PlanRequest request) {
    if (request.constraints().quality().isPresent()) {
      return "quality by your scores, at least " + request.constraints().quality().get().least();
    }
    return request.candidates().stream()
        .map(candidate -> candidate.model().id().text())
        .collect(
            Collectors.joining(
                ", ", "no quality bar: ", " stand in for today's model by your word"));
  }

  private static String gpus(List<GpuOffer> offers) {
    long variable = offers.stream().filter(GpuOffer::isVariable).count();
    return "%d GPU offers compared, %s on spot or marketplace supply"
        .formatted(offers.size(), variable == 0 ? "none" : variable);
  }

  /// What is not counted, as nobody said what it costs.
  private static String extras(Assumptions assumptions) {
    List<String> unstated = new ArrayList<>(ExtraCost.USUAL);
    assumptions.extras().forEach(extra -> unstated.remove(extra.name()));
    String stated =
        assumptions.extras().stream()
            .map(
                extra ->
                    "%s $%s %s"
                        .formatted(
                            extra.name(),
                            Judge.dollars(extra.amount()),
                            extra.once() ? "once" : "a month"))
            .collect(Collectors.joining(", "));
    String missing = unstated.isEmpty() ? "" : "nothing for " + String.join(", ", unstated);
    return Stream.of(stated, missing)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static List<Assumption> people(Assumptions assumptions) {
    String labour =
        "labour %s FTE at $%s a year over %d tenant%s"
            .formatted(
                assumptions.fte(),
                Judge.dollars(assumptions.salaryPerYear()),
                assumptions.tenants(),
                assumptions.tenants() == 1 ? "" : "s");
    String setup =
        "set-up %s weeks over %d months, monitoring $%s a month"
            .formatted(
                assumptions.setupWeeks(),
                assumptions.setupMonths(),
                Judge.dollars(assumptions.monitoringPerMonth()));
    return List.of(
        new Assumption(labour, "--fte --salary --tenants"),
        new Assumption(setup, "--setup-weeks --monitoring"),
        new Assumption(extras(assumptions), "--cost"),
        new Assumption(
            "redundancy "
                + assumptions.redundancy().key()
                + "; a mix keeps no spare, its API stands in",
            "--redundancy"));
  }
}
