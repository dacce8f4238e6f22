package dev.breakeven.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.audit.HourSeries;
import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.http.RestReader;
import dev.breakeven.ingest.text.TextSource;
import dev.breakeven.testkit.MockHttp;
import dev.breakeven.testkit.MockHttp.Said;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrometheusTest {
  private static final Instant END = Instant.parse("2026-11-21T12:00:00Z");
  private static final long HOUR = END.getEpochSecond() / 3600;

  private static String answer(String result) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
        + result
        + "]}}";
  }

  private static Prometheus saved(String json) {
    Prometheus prometheus = new Prometheus();
    prometheus.read(
        TextSource.of("m.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
    return prometheus;
  }

  private static String raw(String name, String labels, String values) {
    return "{\"metric\":{\"__name__\":\"%s\"%s},\"values\":[%s]}".formatted(name, labels, values);
  }

  private static Prometheus live(MockHttp service, Duration period) {
    try (RestReader reader =
        new RestReader(
            new RestReader.Service("Prometheus", service.uri(), Optional.empty(), "", ""),
            Duration.ofSeconds(60),
            Optional.empty())) {
      Prometheus prometheus = new Prometheus();
      prometheus.read(reader, END.minus(period), END);
      return prometheus;
    }
  }

  @Test
  void putsGaugesIntoOneUnitByTheirLargestOfAnHour() {
    long at = (HOUR - 2) * 3600;
    Prometheus read =
        saved(
            answer(
                raw(
                        "DCGM_FI_DEV_GPU_UTIL",
                        ",\"UUID\":\"a\"",
                        "[%d,\"20\"],[%d,\"35\"],[%d,\"NaN\"],[%d,\"0\"]"
                            .formatted(at, at + 60, at + 120, at + 3700))
                    + ","
                    + raw("DCGM_FI_DEV_FB_USED", ",\"UUID\":\"a\"", "[%d,\"2\"]".formatted(at))));

    HourSeries busy = read.telemetry().of(Metric.GPU_BUSY).getFirst();
    assertThat(busy.at(HOUR - 2)).isEqualTo(0.35f);
    assertThat(busy.at(HOUR - 1)).isEqualTo(0f);
    assertThat(busy.has(HOUR)).isFalse();
    assertThat(read.telemetry().of(Metric.GPU_MEMORY_USED).getFirst().at(HOUR - 2))
        .isEqualTo(2 * 1_048_576f);
    assertThat(read.until()).contains(END);
  }

  @Test
  void countsWhatACounterGrewAlsoOverARestart() {
    long at = HOUR * 3600;
    Prometheus read =
        saved(
            answer(
                raw(
                    "vllm:generation_tokens_total",
                    ",\"pod\":\"p\"",
                    "[%d,\"100\"],[%d,\"150\"],[%d,\"30\"],[%d,\"40\"]"
                        .formatted(at, at + 10, at + 20, at + 3600))));

    HourSeries tokens = read.telemetry().of(Metric.GENERATED_TOKENS).getFirst();
    assertThat(tokens.at(HOUR)).isEqualTo(80f);
    assertThat(tokens.at(HOUR + 1)).isEqualTo(10f);
  }

  @Test
  void spreadsWhatACounterGrewInAGapOverItsHours() {
    long at = HOUR * 3600;
    Prometheus read =
        saved(
            answer(
                raw(
                    "vllm:generation_tokens_total",
                    ",\"pod\":\"p\"",
                    "[%d,\"100\"],[%d,\"130\"]".formatted(at, at + 3 * 3600))));

    HourSeries tokens = read.telemetry().of(Metric.GENERATED_TOKENS).getFirst();
    assertThat(tokens.has(HOUR)).isFalse();
    assertThat(tokens.at(HOUR + 1)).isEqualTo(10f);
    assertThat(tokens.at(HOUR + 2)).isEqualTo(10f);
    assertThat(tokens.at(HOUR + 3)).isEqualTo(10f);
  }

  @Test
  void theNewerNameHoldsForAThingThatHasBoth() {
    String at = "[" + HOUR * 3600 + ",";
    Prometheus read =
        saved(
            answer(
                raw("vllm:gpu_cache_usage_perc", ",\"pod\":\"p\"", at + "\"0.9\"]")
                    + ","
                    + raw("vllm:kv_cache_usage_perc", ",\"pod\":\"p\"", at + "\"0.4\"]")
                    + ","
                    + raw("vllm:gpu_cache_usage_perc", ",\"pod\":\"q\"", at + "\"0.7\"]")
                    + ","
                    + raw("sglang:token_usage", ",\"pod\":\"r\"", at + "\"0.2\"]")));

    assertThat(read.telemetry().of(Metric.KV_USAGE))
        .extracting(each -> each.label("pod") + " " + each.at(HOUR))
        .containsExactlyInAnyOrder("p 0.4", "q 0.7", "r 0.2");
  }

  @Test
  void asksAWeekAQueryAndJoinsThePages() throws IOException {
    try (MockHttp service =
        new MockHttp(
            asked -> {
              String query = URLDecoder.decode(asked.path(), StandardCharsets.UTF_8);
              long end = Long.parseLong(query.replaceAll(".*&end=(\\d+).*", "$1"));
              return Said.ok(
                  query.contains("DCGM_FI_DEV_GPU_UTIL")
                      ? answer("{\"metric\":{\"UUID\":\"a\"},\"values\":[[" + end + ",\"50\"]]}")
                      : answer(""));
            })) {
      Prometheus read = live(service, Duration.ofDays(20));

      List<String> util =
          service.asked().stream()
              .map(MockHttp.Asked::path)
              .filter(path -> path.contains("DCGM_FI_DEV_GPU_UTIL"))
              .toList();
      assertThat(util).hasSize(3).allMatch(path -> path.contains("step=3600"));
      HourSeries busy = read.telemetry().of(Metric.GPU_BUSY).getFirst();
      assertThat(busy.hours().count()).isEqualTo(3);
      // the point of 12:00 stands for the hour from 11:00
      assertThat(busy.at(HOUR - 1)).isEqualTo(0.5f);
      assertThat(read.series()).isEqualTo(1);
    }
  }

  @Test
  void anErrorInsideAnAnswerIsAnError() throws IOException {
    try (MockHttp service =
        new MockHttp(
            _ ->
                Said.ok(
                    "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"too long\"}"))) {
      assertThatThrownBy(() -> live(service, Duration.ofDays(1)))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("too long");
    }
  }

  @Test
  void tellsASavedAnswerThatIsNoneOrCutOffOrNameless() {
    for (String broken :
        List.of("[]", "{", "{\"a\":1}", answer("{\"metric\":{").substring(0, 60))) {
      assertThatThrownBy(() -> saved(broken)).as(broken).isInstanceOf(BreakevenException.class);
    }
    Prometheus nameless = saved(answer("{\"metric\":{\"pod\":\"p\"},\"values\":[[1,\"1\"]]}"));
    assertThat(nameless.series()).isZero();
    assertThat(nameless.remarks())
        .containsExactly(
            "m.json: 1 series without a name left out; save a query of the bare metric");
  }
}
