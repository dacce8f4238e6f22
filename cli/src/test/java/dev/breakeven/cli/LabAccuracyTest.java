package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.testkit.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabAccuracyTest {
  private static final String HEADER =
      "source,source_path,engine,engine_version,model,quant,gpu,gpu_count,tp,pp,isl,osl,"
          + "concurrency_or_rate,metric,value\n";

  @TempDir Path folder = Path.of("");

  private Path points(int rows) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 1; i <= rows; i++) {
      text.append("me,p,vllm,1,llama-3.1-8b,fp8,L4,1,1,1,500,200,%d,tpot_ms,%d\n".formatted(i, 60));
    }
    text.append("me,p,vllm,1,llama-3.1-8b,fp8,L4,1,1,1,500,200,x,tpot_ms,50\n");
    Path file = folder.resolve("points.csv");
    Files.writeString(file, text);
    return file;
  }

  private static Map<?, ?> object(Object parent, String key) {
    return (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) parent).get(key), key);
  }

  private static double number(Map<?, ?> json, String key) {
    return ((BigDecimal) Objects.requireNonNull(json.get(key), key)).doubleValue();
  }

  @Test
  void theDocumentHasTheKeysThatOthersRead() throws IOException {
    Shell.Result result = Shell.run("lab", "accuracy", points(6).toString(), "--json");

    assertThat(result.status()).as(result.err()).isZero();
    Map<?, ?> json = result.json().root();
    Map<?, ?> tpot = object(object(json, "metrics"), "tpot_ms");
    assertThat(number(tpot, "n")).isEqualTo(6);
    assertThat(number(tpot, "cells")).isEqualTo(1);
    assertThat(number(tpot, "median_abs_pct")).isPositive();
    assertThat(number(tpot, "median_of_cells_pct")).isEqualTo(number(tpot, "median_abs_pct"));
    assertThat(number(tpot, "p90_abs_pct")).isPositive();
    assertThat(object(object(json, "metrics"), "ttft_ms").get("median_abs_pct")).isNull();
    assertThat(number(json, "scored")).isEqualTo(6);
    assertThat((List<?>) json.get("skipped")).hasSize(1);
  }

  @Test
  void pointsOfOnesOwnAreCloserAfterTheRefitAndInTheFile() throws IOException {
    Path own = folder.resolve("own.csv");
    Path points = points(6);

    Shell.Result result =
        Shell.run("lab", "calibrate", points.toString(), "-o", own.toString(), "--json");

    assertThat(result.status()).as(result.err()).isZero();
    Map<?, ?> json = result.json().root();
    double before = number(object(object(json, "before"), "tpot_ms"), "median_abs_pct");
    double after = number(object(object(json, "after"), "tpot_ms"), "median_abs_pct");
    assertThat(after).isLessThan(before).isLessThan(10);
    Shell.Result used =
        Shell.line(
            "lab throughput --model llama-3.1-8b --gpu l4 --quant fp8 --isl 500 --osl 200"
                + " --concurrency 3 --json --calibration "
                + own);
    assertThat(used.json().root().get("calibration")).isEqualTo("calibrated on l4, fp8, vllm");
    assertThat(number(used.json().root(), "tpot_ms")).isBetween(54.0, 66.0);
  }

  @Test
  void onesOwnConstantsJudgeOtherPoints() throws IOException {
    Path own = folder.resolve("own.csv");
    Shell.run("lab", "calibrate", points(6).toString(), "-o", own.toString());
    Path others = folder.resolve("others.csv");
    Files.writeString(
        others, HEADER + "me,p,vllm,1,llama-3.1-8b,fp8,L4,1,1,1,700,200,4,tpot_ms,60\n");

    double builtIn = tpotError(Shell.run("lab", "accuracy", others.toString(), "--json"));
    double refitted =
        tpotError(
            Shell.run(
                "lab", "accuracy", others.toString(), "--calibration", own.toString(), "--json"));

    assertThat(refitted).isLessThan(10).isLessThan(builtIn);
  }

  /// What a run of bench/real/llama-cpp left: half of its points, of other lengths, were kept out.
  @Test
  void halfOfTheRunsOfARealEngineForetellTheOthers() {
    Path real =
        Path.of(
            System.getProperty("breakeven.root", ".."), "bench/real/llama-cpp/results/2026-11-21");
    String names =
        " --prices %s --prices %s --json"
            .formatted(real.resolve("machine.csv"), real.resolve("model.csv"));
    Path own = folder.resolve("own.csv");

    Shell.Result fitted =
        Shell.line(
            "lab calibrate %s -o %s".formatted(real.resolve("points-calibrate.csv"), own) + names);
    String predict = "lab accuracy " + real.resolve("points-predict.csv") + names;

    assertThat(fitted.status()).as(fitted.err()).isZero();
    double builtIn = tpotError(Shell.line(predict));
    assertThat(tpotError(Shell.line(predict + " --calibration " + own)))
        .isLessThan(builtIn)
        .isLessThan(15);
  }

  private static double tpotError(Shell.Result result) {
    assertThat(result.status()).as(result.err()).isZero();
    return number(object(object(result.json().root(), "metrics"), "tpot_ms"), "median_abs_pct");
  }

  @Test
  void tooFewPointsAreRefusedAndBadRowsCounted() throws IOException {
    Shell.Result result = Shell.run("lab", "calibrate", points(3).toString());

    assertThat(result.status()).isNotZero();
    assertThat(result.err()).contains("load not understood=1").contains("five or more");
  }

  @Test
  void aGpuThatWasNeverMeasuredFallsBackByName() {
    Shell.Result result =
        Shell.line(
            "lab throughput --model llama-3.1-8b --gpu l4 --isl 500 --osl 200 --concurrency 1");
    assertThat(result.out()).contains("fallback to any GPU, bf16, any engine");
  }

  @Test
  void theReferencePageIsWhatTheToolWrites() throws IOException {
    Optional<Path> measured = SharedData.file("throughput/measured.csv");
    Assumptions.assumeTrue(measured.isPresent());
    Path page = Path.of(System.getProperty("breakeven.root", ".."), "docs/reference/accuracy.md");

    Shell.Result result =
        Shell.run("lab", "accuracy", measured.orElseThrow().toString(), "--markdown");

    assertThat(result.out()).isEqualTo(Files.readString(page));
  }
}
