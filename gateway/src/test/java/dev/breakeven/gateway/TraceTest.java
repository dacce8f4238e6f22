package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.gateway.MockCollector.Received;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.TraceExport;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/// What a collector of OpenTelemetry hears of calls.
class TraceTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello", "there"));
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final Retries ONCE =
      new Retries(1, Duration.ofMillis(1), Duration.ZERO, 1, Duration.ofSeconds(5));

  private static TestGateway tracing(
      MockCollector collector, Map<String, String> more, MockUpstream... mocks) {
    return TestGateway.start(settings(collector.url(), more, mocks));
  }

  private static GatewaySettings settings(
      String collector, Map<String, String> more, MockUpstream... mocks) {
    Map<String, String> variables = new HashMap<>();
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector);
    variables.put("OTEL_BSP_SCHEDULE_DELAY", "20");
    variables.putAll(more);
    return GatewaySettings.of(TestGateway.upstreams(mocks))
        .with(Clocks.DEFAULT, ONCE)
        .with(Operation.DEFAULT.with(new TraceExport(variables)));
  }

  @Test
  void aCallThatFailsOverIsASpanWithOneBelowItForEachAttempt() throws Exception {
    try (MockCollector collector = MockCollector.start();
        MockUpstream broken =
            MockUpstream.start((_, response) -> response.json(503, "{\"error\":{}}"));
        MockUpstream well = MockUpstream.start(HELLO::write);
        TestGateway gateway = tracing(collector, Map.of(), broken, well)) {
      assertThat(
              gateway
                  .post(
                      PATH,
                      TestGateway.chat(false).replace("\"hi\"", "\"a private matter\""),
                      "traceparent",
                      PARENT,
                      "tracestate",
                      "vendor=1")
                  .statusCode())
          .isEqualTo(200);

      List<Received> spans = collector.spans(3);
      Received call = spans.getFirst();
      assertThat(call.trace()).isEqualTo(TRACE);
      assertThat(call.parent()).isEqualTo("b7ad6b7169203331");
      assertThat(call.name()).isEqualTo("POST /v1/chat/completions");
      assertThat(call.kind()).isEqualTo(2);
      assertThat(call.status()).isZero();
      assertThat(call.attributes())
          .contains(
              entry("breakeven.request.id", "r1"),
              entry("breakeven.request.model", "mock"),
              entry("breakeven.attempts", 2L),
              entry("http.response.status_code", 200L));

      Received failed = spans.get(1);
      assertThat(failed.parent()).isEqualTo(call.id());
      assertThat(failed.kind()).isEqualTo(3);
      assertThat(failed.status()).isEqualTo(2);
      assertThat(failed.attributes())
          .contains(
              entry("error.type", "broken"),
              entry("http.response.status_code", 503L),
              entry("server.port", (long) broken.port()),
              entry("breakeven.route.reason", "u1: first choice"))
          .doesNotContainKey("gen_ai.response.model");

      Received answered = spans.get(2);
      assertThat(answered.parent()).isEqualTo(call.id());
      assertThat(answered.trace()).isEqualTo(TRACE);
      assertThat(answered.name()).isEqualTo("chat mock");
      assertThat(answered.status()).isZero();
      // 11 tokens read and 2 written, at 2000 and 10000 nano-dollars each
      assertThat(answered.attributes())
          .contains(
              entry("gen_ai.operation.name", "chat"),
              entry("gen_ai.provider.name", "acme"),
              entry("gen_ai.request.model", "mock"),
              entry("gen_ai.response.model", "mock"),
              entry("gen_ai.response.finish_reasons", List.of("stop")),
              entry("gen_ai.usage.input_tokens", 11L),
              entry("gen_ai.usage.output_tokens", 2L),
              entry("breakeven.usage.state", "reported"),
              entry("breakeven.cost.nano_usd", 42_000L),
              entry("breakeven.upstream", "u2"),
              entry("breakeven.attempt", 2L),
              entry("breakeven.request.id", "r1"));
      assertThat(call.end()).isGreaterThanOrEqualTo(answered.end());
      assertThat(answered.start()).isGreaterThanOrEqualTo(failed.end());

      assertThat(broken.requests().getFirst().header("traceparent"))
          .isEqualTo("00-" + TRACE + "-" + failed.id() + "-01");
      assertThat(well.requests().getFirst().header("traceparent"))
          .isEqualTo("00-" + TRACE + "-" + answered.id() + "-01");
      assertThat(well.requests().getFirst().header("tracestate")).isEqualTo("vendor=1");
      assertThat(collector.services()).containsExactly("breakeven");
      assertThat(collector.raw())
          .contains("u1: first choice")
          .doesNotContain("private", "upstream-secret");
    }
  }

  @Test
  void aStreamTellsWhenItsFirstTokenCame() throws Exception {
    try (MockCollector collector = MockCollector.start();
        MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = tracing(collector, Map.of("OTEL_SERVICE_NAME", "edge"), mock)) {
      gateway.post(PATH, TestGateway.chat(true));

      Received attempt = collector.spans(2).get(1);
      assertThat(attempt.attributes()).contains(entry("gen_ai.request.stream", true));
      assertThat((Double) attempt.attributes().get("gen_ai.response.time_to_first_chunk"))
          .isBetween(0.0, 10.0);
      assertThat(collector.services()).containsExactly("edge");
    }
  }

  @Test
  void aRefusedCallIsASpanAndNoErrorOfOurs() throws Exception {
    VirtualKey key =
        new VirtualKey(
            "ci", KeyRing.hash("secret"), "", "", Optional.empty(), Set.of(), Set.of(), Set.of());
    try (MockCollector collector = MockCollector.start();
        MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                settings(collector.url(), Map.of(), mock)
                    .with(
                        new GatewaySettings.Access(
                            List.of(key), List.of(), List.of(), List.of())))) {
      gateway.post(PATH, TestGateway.chat(false), "authorization", "Bearer wrong-secret");

      Received call = collector.spans(1).getFirst();
      assertThat(call.status()).isZero();
      assertThat(call.attributes())
          .contains(entry("error.type", "key_unknown"), entry("http.response.status_code", 401L));
      assertThat(collector.raw()).doesNotContain("wrong-secret");
    }
  }

  @Test
  void aClientThatLeavesEndsItsSpans() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockCollector collector = MockCollector.start();
        MockUpstream mock = MockUpstream.start((_, _) -> release.await());
        TestGateway gateway = tracing(collector, Map.of(), mock)) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, PATH, TestGateway.chat(false));
        TestGateway.await(() -> mock.running() == 1);
      }
      List<Received> spans = collector.spans(2);
      release.countDown();
      assertThat(spans.getFirst().attributes())
          .contains(entry("error.type", "client_left"), entry("http.response.status_code", 499L));
      assertThat(spans.get(1).attributes())
          .contains(entry("error.type", "client_left"))
          .doesNotContainKeys("http.response.status_code", "gen_ai.response.model");
    }
  }

  @Test
  void whatTheClientDoesNotSampleIsHandedOnAndNotSent() throws Exception {
    try (MockCollector collector = MockCollector.start();
        MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = tracing(collector, Map.of(), mock)) {
      String unsampled = PARENT.replaceFirst("01$", "00");
      gateway.post(PATH, TestGateway.chat(false), "traceparent", unsampled);
      gateway.post(PATH, TestGateway.chat(false));

      assertThat(collector.spans(2)).hasSize(2).noneMatch(span -> span.trace().equals(TRACE));
      assertThat(mock.requests().getFirst().header("traceparent"))
          .startsWith("00-" + TRACE + "-")
          .endsWith("-00");
    }
  }

  @Test
  void withoutACollectorTheClientsHeadersPassAsTheyAre() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(mock)) {
      gateway.post(PATH, TestGateway.chat(false), "traceparent", PARENT);
      assertThat(mock.requests().getFirst().header("traceparent")).isEqualTo(PARENT);
    }
  }

  @Test
  void aCollectorThatStallsLosesSpansAndNoCalls() throws Exception {
    Map<String, String> small =
        Map.of("OTEL_BSP_MAX_QUEUE_SIZE", "2", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1");
    try (MockCollector collector = MockCollector.stalled();
        MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = tracing(collector, small, mock)) {
      for (int i = 0; i < 5; i++) {
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      }
      // the two spans of the first call wait, the eight of the others have no room
      TestGateway.await(() -> metrics(gateway).contains("breakeven_spans_lost_total 8\n"));
      collector.release();
      TestGateway.await(() -> metrics(gateway).contains("breakeven_spans_sent_total 2\n"));
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      TestGateway.await(() -> metrics(gateway).contains("breakeven_spans_sent_total 4\n"));
    }
  }

  private static String metrics(TestGateway gateway) {
    try {
      return gateway.admin("GET", "/metrics").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCollectorThatIsNotThereCostsALineAndNoCalls() throws Exception {
    String gone;
    try (MockCollector closed = MockCollector.start()) {
      gone = closed.url();
    }
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler handler = new Lines(lines);
    Logger logger = Logger.getLogger("dev.breakeven.gateway");
    logger.addHandler(handler);
    Map<String, String> once = Map.of("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.start(settings(gone, once, mock))) {
      for (int i = 1; i <= 3; i++) {
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
        String lost = "breakeven_spans_lost_total %d\n".formatted(2 * i);
        TestGateway.await(() -> metrics(gateway).contains(lost));
      }
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(lines).filteredOn(line -> line.contains("traces do not reach")).hasSize(1);
  }

  /// Keeps what is logged.
  private static final class Lines extends Handler {
    private final List<String> lines;

    Lines(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void whatCannotBeDoneIsSaidAtTheStart() {
    try (MockUpstream mock = MockUpstream.start(HELLO::write)) {
      String collector = "http://127.0.0.1:4317";
      Map<String, String> grpc = Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc");
      assertThatThrownBy(() -> TestGateway.start(settings(collector, grpc, mock)))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc' (expected: http/protobuf");
      Map<String, String> unknown = Map.of("OTEL_TRACES_EXPORTER", "zipkin");
      assertThatThrownBy(() -> TestGateway.start(settings(collector, unknown, mock)))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("OTEL_TRACES_EXPORTER is 'zipkin' (expected: otlp or none)");
    }
  }
}
