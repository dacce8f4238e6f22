package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `plan` makes of traces before it plans, and that it says so.
class PlanShapingTest {
  @TempDir Path folder;
  private Path trace = Path.of("");

  /// 100 requests of 1,000 tokens in and 100 out, one a second.
  @BeforeEach
  void writeTrace() throws IOException {
    StringBuilder rows = new StringBuilder("TIMESTAMP,ContextTokens,GeneratedTokens\n");
    for (int i = 0; i <= 100; i++) {
      rows.append("2024-05-10 00:%02d:%02d.0000000,1000,100\n".formatted(i / 60, i % 60));
    }
    trace = Files.writeString(folder.resolve("trace.csv"), rows);
  }

  private static JsonTree plan(String flags) {
    Shell.Result result =
        Shell.line(
            "plan --json --today gpt-4o --gpu-offer aws-p5.48xlarge-ap-south-1-on-demand"
                + " --candidate llama-3.3-70b "
                + flags);
    assertThat(result.status()).as(result.err()).isZero();
    return result.json();
  }

  private static Map<?, ?> traffic(JsonTree plan) {
    return (Map<?, ?>) Objects.requireNonNull(plan.get("traffic"));
  }

  private static double number(Map<?, ?> map, String key) {
    return ((BigDecimal) Objects.requireNonNull(map.get(key), key)).doubleValue();
  }

  private static double month(JsonTree plan) {
    return number(
        (Map<?, ?>) Objects.requireNonNull(traffic(plan).get("tokens_per_month")), "total");
  }

  @Test
  void aScaleIsWholeCopiesAndAFactorForTheRest() {
    JsonTree one = plan(trace.toString());
    JsonTree more = plan(trace + " --scale 2.5");
    assertThat(month(more)).isCloseTo(2.5 * month(one), within(1.0));
    assertThat(number(traffic(more), "requests")).isEqualTo(2 * 101);
    assertThat(number(traffic(more), "scale")).isEqualTo(1.25);
    assertThat(traffic(more).get("provenance")).isEqualTo("shaped");
    assertThat(traffic(more).get("shaping"))
        .isEqualTo("2 times the volume: 2 copies shifted against each other: 202 requests");
    assertThat(Objects.requireNonNull(more.get("assumptions")).toString())
        .contains("of 202 requests, 1 in 2 of each hour at the full rate")
        .contains("copies of the traffic are independent of each other");
  }

  @Test
  void aPartOfTheVolumeIsAFactorAlone() {
    JsonTree half = plan(trace + " --scale 0.5");
    assertThat(month(half)).isCloseTo(month(plan(trace.toString())) / 2, within(1.0));
    assertThat(traffic(half).get("provenance")).isEqualTo("observed");
    assertThat(number(traffic(half), "scale")).isEqualTo(0.5);
    assertThat(Objects.requireNonNull(half.get("assumptions")).toString())
        .contains("of 101 requests");
  }

  @Test
  void aScaledVolumeIsThatVolume() {
    assertThat(month(plan("--volume 50M/month --scale 3")))
        .isEqualTo(month(plan("--volume 150M/month")));
  }

  @Test
  void aCurveGivesTheMonthItsVolumeAndItsPeriod() throws IOException {
    Path curve =
        Files.writeString(
            folder.resolve("day.csv"),
            "hour_from_start,requests_per_hour\n0,200\n6,1400\n12,1000\n18,0\n");
    JsonTree day = plan(trace + " --envelope " + curve);
    // 6 hours each of 200, 1,400, 1,000 and 0 requests of 1,100 tokens, for 730 hours
    assertThat(month(day) / (6 * 2_600 * 1_100 * 730.0 / 24)).isCloseTo(1, within(0.05));
    assertThat(number(traffic(day), "period_seconds")).isEqualTo(86_400);
    assertThat(traffic(day).get("extrapolation"))
        .isEqualTo("24 h shaped, assumed to repeat all month (730 h): times 30.42");
  }

  @Test
  void tracesAreMixedEachWithItsFactor() throws IOException {
    Path other = Files.copy(trace, folder.resolve("other.csv"));
    JsonTree mixed = plan(trace + " " + other + "@2");
    assertThat(month(mixed)).isCloseTo(3 * month(plan(trace.toString())), within(1.0));
    assertThat(traffic(mixed).get("shaping"))
        .isEqualTo("2 traces on one clock, × 1 and × 2: 303 requests");
  }

  @Test
  void anAtSignInTheNameOfAFileIsNoFactor() throws IOException {
    Path odd = Files.copy(trace, folder.resolve("trace@2"));
    assertThat(number(traffic(plan(odd.toString())), "requests")).isEqualTo(101);
  }
}
