package dev.breakeven.bench;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.Precision;
import dev.breakeven.core.serving.Capacity;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.EngineSettings;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.StepModel;
import dev.breakeven.core.workload.Provenance;
import dev.breakeven.core.workload.Trace;
import java.util.List;
import java.util.SplittableRandom;

/// Made-up traffic for a known deployment: Poisson arrivals, lengths as spread as the Azure 2023
/// conversation trace (input p50 1,020 and p95 4,083, output p50 129 and p95 451).
final class Traffic {
  private static final double MEAN_INPUT = 1020 * Math.exp(0.843 * 0.843 / 2);
  private static final double MEAN_OUTPUT = 129 * Math.exp(0.761 * 0.761 / 2);
  private static final int BLOCK_TOKENS = 512;

  private Traffic() {}

  /// Llama 3.1 70B in fp8 over `tensorParallel` H100 SXM.
  static StepModel llama70b(int tensorParallel) {
    return llama70b(tensorParallel, EngineSettings.DEFAULT);
  }

  static StepModel llama70b(int tensorParallel, EngineSettings settings) {
    Catalog catalog = Catalog.load(List.of());
    ModelCard card = catalog.findModel("llama-3.1-70b").orElseThrow();
    GpuSpec gpu = catalog.findGpu("h100-sxm").orElseThrow();
    return new StepModel(
        new Deployment(card, gpu, tensorParallel, Precision.FP8, settings), StepConstants.DEFAULT);
  }

  /// Requests a second that saturate one replica at the mean lengths.
  static double saturation(StepModel model) {
    return Capacity.of(model, MEAN_INPUT, MEAN_OUTPUT, Double.POSITIVE_INFINITY)
        .toOptional()
        .orElseThrow()
        .steady()
        .requestsPerSecond();
  }

  static Trace trace(int requests, double perSecond, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder();
    double now = 0;
    for (int i = 0; i < requests; i++) {
      now -= Math.log(1 - random.nextDouble()) / perSecond;
      builder.add((long) (now * 1e9), input(random), output(random));
    }
    return builder.build(new Provenance.Sample("benchmark"));
  }

  /// Sessions of some turns, each prompt the one before and more; one system prompt for all.
  static Trace withPrefixes(int requests, double perSecond, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Trace.Builder builder = new Trace.Builder(BLOCK_TOKENS);
    int sessions = 2000;
    int[] turns = new int[sessions];
    int[] generation = new int[sessions];
    int[] length = new int[sessions];
    long[] ids = new long[64];
    double now = 0;
    for (int i = 0; i < requests; i++) {
      now -= Math.log(1 - random.nextDouble()) / perSecond;
      int session = random.nextInt(sessions);
      if (turns[session] == 0) {
        turns[session] = 1 + random.nextInt(8);
        generation[session]++;
        length[session] = BLOCK_TOKENS;
      }
      turns[session]--;
      length[session] = Math.min(30_000, length[session] + input(random));
      int blocks = (length[session] + BLOCK_TOKENS - 1) / BLOCK_TOKENS;
      for (int block = 0; block < blocks; block++) {
        ids[block] =
            block == 0 ? 0 : ((long) session << 40) + ((long) generation[session] << 8) + block;
      }
      builder.add((long) (now * 1e9), length[session], output(random), ids, blocks);
    }
    return builder.build(new Provenance.Sample("benchmark"));
  }

  private static int input(SplittableRandom random) {
    return (int) Math.clamp(1020 * Math.exp(0.843 * normal(random)), 1, 32_000);
  }

  private static int output(SplittableRandom random) {
    return (int) Math.clamp(129 * Math.exp(0.761 * normal(random)), 1, 8_000);
  }

  private static double normal(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
