package dev.breakeven.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.core.offer.GpuId;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.serving.KnownHardware;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerHour;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Replay;
import dev.breakeven.core.workload.Slo;
import dev.breakeven.core.workload.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The search against the simulation of every deployment, on made-up GPUs.
class SurvivorsTest {
  private static final int GPUS = 9;

  /// `seconds` of requests whose rate alternates between `low` and `high` every minute.
  private static Trace waves(int seed, int seconds, double low, double high) {
    SplittableRandom random = new SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder().period(seconds * 1_000_000_000L);
    double at = 0;
    while (true) {
      at -= Math.log(1 - random.nextDouble()) / ((int) (at / 60) % 2 == 0 ? low : high);
      if (at >= seconds) {
        return builder.build(new Provenance.Observed("test"));
      }
      builder.add((long) (at * 1e9), 100 + random.nextInt(2000), 1 + random.nextInt(250));
    }
  }

  /// A GPU of `memory` GB that is `speed` times an H100.
  private static GpuSpec gpu(int number, long memory, double speed) {
    GpuSpec h100 = KnownHardware.H100;
    return new GpuSpec(
        new GpuId("gpu" + number),
        h100.vendor(),
        memory * 1_000_000_000L,
        h100.bandwidthBytesPerSecond() * speed,
        h100.bf16Flops() * speed,
        h100.fp8Flops(),
        h100.int8Ops(),
        h100.fp4Flops(),
        h100.linkBytesPerSecond(),
        h100.pcieBytesPerSecond(),
        OptionalLong.empty(),
        "yes",
        h100.source());
  }

  private static GpuOffer rent(GpuSpec gpu, int count, double usdPerHour) {
    GpuOffer like = Scenario.rent(gpu.id().text() + "x" + count, count, "1");
    return new GpuOffer(
        like.id(),
        like.provider(),
        like.instance(),
        gpu.id(),
        count,
        "",
        Term.ON_DEMAND,
        UsdPerHour.parse("%.3f".formatted(usdPerHour)),
        Optional.empty(),
        "",
        "",
        Optional.empty(),
        "list",
        like.source(),
        "",
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"1, 300, 1, 20, 0.3", "2, 400, 2, 8, 0.2", "3, 200, 5, 60, 0.5", "4, 150, 30, 90, 2"})
  void theCheapestIsWithinHalfAPercentOfThatOfSimulatingAll(
      int seed, int seconds, double low, double high, String price) {
    Scenario scenario = new Scenario();
    scenario.trace = waves(seed, seconds, low, high);
    scenario.slo = Slo.parse("ttft-p95=2s,tpot-p95=60ms");
    scenario.precisions = List.of(Precision.BF16, Precision.FP8);
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), price, price));
    scenario.gpuOffers.clear();
    List<GpuSpec> gpus = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < GPUS; i++) {
      double speed = 0.5 + random.nextDouble() * 2;
      GpuSpec gpu = gpu(i, 80 + random.nextInt(120), speed);
      gpus.add(gpu);
      double each = 2 * speed * (0.7 + random.nextDouble() * 0.6);
      List.of(1, 2, 4, 8).forEach(count -> scenario.gpuOffers.add(rent(gpu, count, count * each)));
    }

    List<Option> some = survivors(scenario, gpus).options();
    List<Option> all = survivors(scenario, gpus).options(Integer.MAX_VALUE, Integer.MAX_VALUE);

    long left = simulated(all) - simulated(some);
    assertThat(left).as("simulated fewer than all").isPositive();
    assertThat(least(some, Option.Own.class) / least(all, Option.Own.class))
        .isCloseTo(1, within(0.005));
    assertThat(least(some, Option.Mix.class) / least(all, Option.Mix.class))
        .isCloseTo(1, within(0.005));
  }

  /// Turns of 200 conversations at random, each a block of 512 tokens longer than the one before: a
  /// cache without limit holds more of them than those of several replicas do.
  @Test
  void whatIsNotSimulatedIsSizedForTheHitsOfWhatIs() {
    Scenario scenario = new Scenario();
    scenario.slo = Slo.parse("ttft-p95=2s,tpot-p95=100ms");
    scenario.precisions = List.of(Precision.BF16, Precision.FP8);
    scenario.gpuOffers.add(Scenario.rent("eight-h100", 8, "20"));
    scenario.trace = talks(200);
    scenario.hosts.add(Scenario.host("host", Scenario.MODEL.id(), "1", "1"));
    Survivors survivors = survivors(scenario, List.of(KnownHardware.H100));
    Map<String, Double> endless = new HashMap<>();
    own(survivors.screened()).forEach(own -> endless.put(shape(own), reading(own)));

    List<Option.Own> open =
        own(survivors.options(1, 1)).stream()
            .filter(own -> own.feasibility() instanceof Feasibility.Unknown)
            .toList();

    assertThat(open).isNotEmpty().allMatch(own -> own.run().isEmpty());
    assertThat(open).allMatch(own -> reading(own) > endless.get(shape(own)));
    assertThat(open).allMatch(own -> own.feasibility().toString().contains("not simulated"));
  }

  private static Trace talks(int talks) {
    SplittableRandom random = new SplittableRandom(1);
    Trace.Builder builder = new Trace.Builder(512).period(300_000_000_000L);
    int[] turns = new int[talks];
    for (int i = 0; i < 300 * 20; i++) {
      int talk = random.nextInt(talks);
      int blocks = 1 + turns[talk]++ % 8;
      long first = ((long) talk * 1000 + (turns[talk] - 1) / 8) * 8;
      long[] ids = LongStream.range(first, first + blocks).toArray();
      builder.add(i * 50_000_000L, 512 * blocks, 32, ids, blocks);
    }
    return builder.build(new Provenance.Observed("test"));
  }

  private static List<Option.Own> own(List<Option> options) {
    return options.stream()
        .filter(Option.Own.class::isInstance)
        .map(Option.Own.class::cast)
        .toList();
  }

  private static String shape(Option.Own own) {
    return own.sizing().capacity().model().deployment().toString();
  }

  private static double reading(Option.Own own) {
    return own.sizing().capacity().secondsPerInputToken();
  }

  /// 40,000 requests in blocks of 500, or of what comes in ten seconds.
  @ParameterizedTest
  @CsvSource({"10, 40000, 40000", "1000, 1000, 200000", "1000, 300, 300000"})
  void anExcerptHasBlocksLongEnoughForRequestsToEndIn(int perSecond, int seconds, int requests) {
    Trace.Builder builder = new Trace.Builder().period(seconds * 1_000_000_000L);
    for (long i = 0; i < (long) perSecond * seconds; i++) {
      builder.add(i * 1_000_000_000 / perSecond, 100, 10);
    }
    Replay replay = Replay.of(builder.build(new Provenance.Observed("test")), Ratio.ONE);

    assertThat(Stage.scout(replay).trace().size()).isEqualTo(requests);
  }

  private static Survivors survivors(Scenario scenario, List<GpuSpec> gpus) {
    PlanRequest request = scenario.request();
    OwnSearch search = new OwnSearch(request, gpus, scenario.constants);
    search.screen();
    Replay replay = request.traffic().replay();
    List<Option> hosted =
        List.of(
            new HostedPricing(request).option(scenario.hosts.getFirst(), Option.Role.SAME_MODEL));
    MixSearch mixes = new MixSearch(request, search, hosted, Pieces.of(replay));
    return new Survivors(request, search, mixes, new SimulatedRuns().of(replay));
  }

  private static long simulated(List<Option> options) {
    return options.stream()
        .filter(
            option ->
                option instanceof Option.Own own
                    && (own.run().isPresent() || own.feasibility().isRejected()))
        .count();
  }

  private static double least(List<Option> options, Class<? extends Option> kind) {
    return options.stream()
        .filter(kind::isInstance)
        .filter(option -> !option.feasibility().isRejected())
        .mapToDouble(option -> option.monthly().orElseThrow().value().dollars().toDouble())
        .min()
        .orElseThrow();
  }
}
