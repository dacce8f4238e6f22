package dev.breakeven.catalog.measured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.serving.Deployment;
import dev.breakeven.core.serving.StepConstants;
import dev.breakeven.core.serving.calibration.Accuracy;
import dev.breakeven.core.serving.calibration.Calibration;
import dev.breakeven.core.serving.calibration.Load;
import dev.breakeven.core.serving.calibration.Measurement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredFileTest {
  private static final Catalog CATALOG = Catalog.bundled();
  private static final String HEADER = String.join(",", MeasuredFile.COLUMNS) + "\n";

  private static String row(String model, String quant, String gpu, String rest) {
    return "s,p,vllm,1," + model + "," + quant + "," + gpu + "," + rest + "\n";
  }

  private static MeasuredFile read(String rows) {
    return MeasuredFile.read(new SourceText("points.csv", HEADER + rows), CATALOG);
  }

  private static Measurement one(String rest) {
    MeasuredFile file = read(row("meta-llama/Llama-3.1-8B-Instruct", "bf16?", "H100-SXM", rest));
    assertThat(file.skipped()).isEmpty();
    return file.points().getFirst();
  }

  @Test
  void everyFormOfLoadHasItsRule() {
    assertThat(one("1,1,1,100,50,8,tpot_ms,9").load()).isEqualTo(new Load.Closed(8));
    assertThat(one("1,1,1,100,50,qps=2.5,tpot_ms,9").load()).isEqualTo(new Load.Rate(2.5));
    assertThat(one("1,1,1,100,50,inf,tpot_ms,9").load()).isEqualTo(new Load.Unlimited());
    assertThat(one("1,1,1,100,50,qps=inf,tpot_ms,9").load()).isEqualTo(new Load.Unlimited());
    assertThat(one("1,1,1,100,50,,tpot_ms,9").load()).isEqualTo(new Load.Unlimited());
    assertThat(one("1,1,1,100,50,peak=20,tpot_ms,9").load()).isEqualTo(new Load.Burst(20));
    Measurement slots = one("1,1,1,100,50,rate=2.5(max_num_seqs=16),tpot_ms,9");
    assertThat(slots.load()).isEqualTo(new Load.Rate(2.5));
    assertThat(slots.deployment().settings().maxNumSeqs()).isEqualTo(16);
    Measurement limited = one("1,1,1,100,50,inf(max_num_seqs=500),tpot_ms,9");
    assertThat(limited.deployment().settings().maxNumSeqs()).isEqualTo(500);
  }

  @Test
  void ratesOfRequestsAndOfAllTokensBecomeOutputTokens() {
    assertThat(one("1,1,1,100,50,8,req_s,4").value()).isEqualTo(200);
    assertThat(one("1,1,1,100,50,8,total_tok_s,600").value()).isCloseTo(200, within(1e-9));
    assertThat(one("1,1,1,100,50,8,tpot_ms,9").value()).isEqualTo(0.009);
    assertThat(one("1,1,1,1000,0,1,prefill_tok_s,5000").value()).isEqualTo(0.2);
  }

  @Test
  void rowsThatRestateAFigureAreOneMeasurement() {
    String model = "Llama-3.1-8B";
    MeasuredFile file =
        read(
            row(model, "fp8", "H100", "1,1,1,100,50,8,req_s,4")
                + row(model, "fp8", "H100", "1,1,1,100,50,8,output_tok_s,201")
                + row(model, "fp8", "H100", "1,1,1,100,50,8,tpot_ms_mean,9")
                + row(model, "fp8", "H100", "1,1,1,100,50,8,tpot_ms_p50,8"));

    assertThat(file.scored()).isEqualTo(4);
    assertThat(file.points().stream().map(Measurement::value)).containsExactly(201.0, 0.008);
  }

  @ParameterizedTest
  @CsvSource({
    "trtllm, fp8, 1",
    "trtllm, nvfp4, 1",
    "trtllm, fp8_block, 2",
    "trtllm, bf16, 2",
    "trtllm, mxfp4, 2",
    "vllm, fp8, 2",
    "sglang, nvfp4, 2",
  })
  void onlyTensorRtLlmKeepsAnFp8CacheBesideFp8AndNvfp4Weights(
      String engine, String quant, int bytes) {
    String row = "s,p," + engine + ",1,Llama-3.1-8B," + quant + ",B200,1,1,1,100,50,8,tpot_ms,9\n";
    assertThat(read(row).points().getFirst().deployment().settings().kvBytesPerElement())
        .isEqualTo(bytes);
  }

  @Test
  void gpusBeyondTpAndPpAreReplicas() {
    assertThat(one("8,2,2,100,50,8,tpot_ms,9").replicas()).isEqualTo(2);
    assertThat(one("8,2,2,100,50,8,tpot_ms,9").stages()).isEqualTo(2);
    assertThat(one("4,,1,100,50,8,tpot_ms,9").deployment().tensorParallel()).isEqualTo(4);
    assertThat(one("2,dp2,1,100,50,8,tpot_ms,9").replicas()).isEqualTo(2);
    assertThat(one("4,dep4,1,100,50,8,tpot_ms,9").deployment().attentionDataParallel()).isTrue();
  }

  @Test
  void everyRowThatNoRuleCoversIsCountedByItsReason() {
    String good = "1,1,1,100,50,8,tpot_ms,9";
    MeasuredFile file =
        read(
            row("nobody/knows-7b", "fp8", "H100", good)
                + row("Llama-3.1-8B", "fp8", "M2-Ultra", good)
                + row("Qwen3.5-397B-A17B", "fp8", "H100", good)
                + row("Llama-3.1-8B", "q17", "H100", good)
                + row("Llama-3.1-8B", "fp8", "H100", "4,disagg 1P3D,1,100,50,8,tpot_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", "2,4,1,100,50,8,tpot_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", ",,1,100,50,8,tpot_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,sharegpt,50,8,tpot_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,100,50,poisson,tpot_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,100,50,8,ttft_ms_p99,9")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,100,50,inf,ttft_ms,9")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,100,50,8,tpot_ms,NaN")
                + row("Llama-3.1-8B", "fp8", "H100", "1,1,1,100,50,8,tpot_ms,-3"));

    assertThat(file.rows()).isEqualTo(13);
    assertThat(file.scored()).isZero();
    assertThat(file.skipped())
        .containsOnly(
            entry("model not in the catalog", 1),
            entry("GPU not in the catalog", 1),
            entry("attention not described by the throughput model (linear)", 1),
            entry("precision not known", 1),
            entry("prefill and decode on separate GPUs", 1),
            entry("tp × pp over the number of GPUs", 1),
            entry("number of GPUs not stated", 1),
            entry("lengths not stated", 1),
            entry("load not understood", 1),
            entry("metric other than a mean or a median", 1),
            entry("time to first token of requests without number", 1),
            entry("value not a number over 0", 2));
  }

  @Test
  void publishedAnchorsLieWithinTheBandOfTheShippedConstants() {
    // TensorRT-LLM 0.17 performance overview
    MeasuredFile file =
        read(
            "a,p,trtllm,0.17,LLaMA v3.1 70B,fp8,H100-SXM,8,8,1,1000,1000,inf,output_tok_s,11451\n"
                + "a,p,trtllm,0.17,LLaMA v3.1 70B,fp16,A100-SXM-80GB,4,4,1,1000,1000,inf,"
                + "output_tok_s,1922\n"
                + "a,p,trtllm,0.17,LLaMA v3.1 8B,fp8,L40S,1,1,1,128,2048,inf,output_tok_s,5366\n");
    Calibration shipped = CalibrationFile.bundled();

    for (Accuracy.Scored scored : Accuracy.score(file.points(), _ -> shipped)) {
      assertThat(scored.error())
          .as("%s by %s", scored.measured(), scored.constants())
          .isLessThan(shipped.of(scored.measured().deployment()).p90Error());
    }
  }

  @Test
  void ownFactorsMultiplyAndAnAbsurdOneIsRefusedWithItsLine() {
    Calibration bundled = CalibrationFile.bundled();
    String header = CalibrationFile.text(Map.of()).strip();
    String own = header + "\n,h100-sxm,fp8,vllm,0.5" + ",1".repeat(12) + ",0.05,0.10\n";
    Deployment deployment =
        read("a,p,vllm,1,Llama 3.1 70B,fp8,H100-SXM,1,1,1,128,128,1,tpot_ms,1\n")
            .points()
            .getFirst()
            .deployment();

    StepConstants after =
        CalibrationFile.over(bundled, new SourceText("own.csv", own)).of(deployment);

    assertThat(after.weightEfficiency())
        .isCloseTo(bundled.of(deployment).weightEfficiency() / 2, within(1e-9));
    assertThatThrownBy(
            () ->
                CalibrationFile.over(
                    bundled, new SourceText("own.csv", own.replace(",0.5,", ",1e9,"))))
        .isInstanceOf(BreakevenException.class)
        .hasMessageContaining("weight_efficiency")
        .extracting(error -> ((BreakevenException) error).where())
        .asString()
        .contains("own.csv:2");
  }

  @Test
  void runsOfOneDescriptionThatContradictAreSkippedTogether() {
    String run = "a,page#%d,vllm,1,Llama 3.1 8B,bf16,H100-SXM,1,1,1,128,128,16,output_tok_s,%d\n";

    MeasuredFile near = read(run.formatted(1, 1000) + run.formatted(2, 1900));
    MeasuredFile far =
        read(run.formatted(1, 1000) + run.formatted(2, 1900) + run.formatted(3, 2100));

    assertThat(near.points()).hasSize(2);
    assertThat(near.scored()).isEqualTo(2);
    assertThat(far.points()).isEmpty();
    assertThat(far.skipped())
        .containsOnly(entry("contradicted by another run of the same description", 3));
  }

  /// TensorRT-LLM's offline benchmark: attention data-parallel for mixtures from 1.0 on, 0.95 of
  /// memory in any version.
  @Test
  void theOfflineBenchmarkSpreadsAttentionOfMixtures() {
    String row = "a,p,trtllm,%s,%s,fp8,H200-SXM,8,8,1,128,128,%s,output_tok_s,9\n";

    assertThat(only(row.formatted("1.0", "Qwen3-235B-A22B", "inf")).attentionDataParallel())
        .isTrue();
    assertThat(only(row.formatted("0.17", "Qwen3-235B-A22B", "inf")).attentionDataParallel())
        .isFalse();
    assertThat(only(row.formatted("1.0", "Llama 3.1 70B", "inf")).attentionDataParallel())
        .isFalse();
    assertThat(only(row.formatted("1.0", "Qwen3-235B-A22B", "64")).attentionDataParallel())
        .isFalse();
    assertThat(
            only(row.formatted("0.17", "Llama 3.1 70B", "inf")).settings().gpuMemoryUtilization())
        .isEqualTo(0.95);
  }

  /// 3,000 requests of 1,000 in and 1,000 out are what its pages say; of other lengths they say
  /// nothing.
  @Test
  void theOfflineBenchmarkSendsItsNumberOfRequestsUnderItsOwnLimits() {
    String row = "a,p,%s,1.0,Llama 3.1 70B,fp8,H200-SXM,8,8,1,%s,1000,%s,output_tok_s,9\n";

    Measurement known = read(row.formatted("trtllm", "1000", "inf")).points().getFirst();
    Measurement unknown = read(row.formatted("trtllm", "999", "inf")).points().getFirst();
    Measurement served = read(row.formatted("trtllm", "1000", "64")).points().getFirst();
    Measurement other = read(row.formatted("vllm", "1000", "inf")).points().getFirst();

    assertThat(known.load()).isEqualTo(new Load.Offline(3000));
    assertThat(unknown.load()).isEqualTo(new Load.Unlimited());
    assertThat(served.load()).isEqualTo(new Load.Closed(64));
    assertThat(other.load()).isEqualTo(new Load.Unlimited());
    assertThat(List.of(known, unknown))
        .extracting(Measurement::deployment)
        .allSatisfy(
            offline -> {
              assertThat(offline.maxNumSeqs()).isEqualTo(4096);
              assertThat(offline.maxNumBatchedTokens()).isEqualTo(32_768);
            });
    assertThat(served.deployment().maxNumSeqs()).isEqualTo(2048);
    assertThat(served.deployment().maxNumBatchedTokens()).isEqualTo(8192);
  }

  private static Deployment only(String row) {
    return read(row).points().getFirst().deployment();
  }

  @Test
  void everyFoldHasConstantsForEverything() {
    assertThat(CalibrationFile.bundledFolds().folds())
        .hasSize(10)
        .allSatisfy(
            fold ->
                assertThat(
                        fold.of(only("a,p,vllm,1,Llama 3.1 8B,int8,L4,1,1,1,9,9,1,tpot_ms,1\n"))
                            .medianError())
                    .isPositive());
  }
}
