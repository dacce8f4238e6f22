package dev.breakeven.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `serve --check` says of the variables by which traces are sent.
class ServeTracesTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
  private static final String COLLECTOR = "http://127.0.0.1:1";

  @TempDir Path folder;
  private MockUpstream mock;

  @BeforeEach
  void upstream() {
    mock = MockUpstream.start((_, response) -> response.json(200, "{}"));
  }

  @AfterEach
  void close() {
    mock.close();
  }

  /// The lines on variables, which are `wrong` or not.
  private List<String> checked(boolean wrong, Map<String, String> variables) {
    return new Wiring(Clock.systemUTC(), new Surroundings(variables, folder, folder))
            .checkGateway(
                Optional.empty(),
                List.of("http://127.0.0.1:" + mock.port()),
                Optional.empty(),
                List.of())
            .stream()
            .filter(each -> each.where().equals("environment") && each.isWrong() == wrong)
            .map(Wiring.GatewayFinding::what)
            .collect(Collectors.toList());
  }

  private List<String> wrong(String name, String value) {
    Map<String, String> variables = new TreeMap<>(Map.of(ENDPOINT, COLLECTOR));
    variables.put(name, value);
    return checked(true, variables);
  }

  @Test
  void variablesThatWillDoAreNamedWithTheCollectorAndNoneAreSilent() {
    assertThat(checked(false, Map.of())).isEmpty();
    assertThat(
            checked(
                false,
                Map.of(
                    ENDPOINT,
                    COLLECTOR,
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    "authorization=Bearer%20s3cret,x-team=web",
                    "OTEL_EXPORTER_OTLP_TIMEOUT",
                    "2000",
                    "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
                    "grpc",
                    "OTEL_EXPORTER_OTLP_PROTOCOL",
                    "grpc",
                    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                    "http/protobuf")))
        .containsExactly("traces go to " + COLLECTOR);
    assertThat(wrong("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "-5")).as("not for traces").isEmpty();
    assertThat(checked(true, Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")))
        .as("no traces are sent")
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_ENDPOINT, 127.0.0.1:4318",
    "OTEL_EXPORTER_OTLP_ENDPOINT, localhost:4318",
    "OTEL_EXPORTER_OTLP_ENDPOINT, ftp://127.0.0.1",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://h/ x",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, nowhere",
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json",
    "OTEL_EXPORTER_OTLP_TIMEOUT, soon",
    "OTEL_EXPORTER_OTLP_TIMEOUT, -5",
    "OTEL_EXPORTER_OTLP_COMPRESSION, zip",
    "OTEL_EXPORTER_OTLP_CERTIFICATE, /nowhere.pem",
    "OTEL_BSP_MAX_QUEUE_SIZE, many",
    "OTEL_BSP_MAX_QUEUE_SIZE, 0",
    "OTEL_BSP_SCHEDULE_DELAY, -1",
    "OTEL_TRACES_SAMPLER, sometimes",
    "OTEL_TRACES_EXPORTER, zipkin",
    "OTEL_RESOURCE_ATTRIBUTES, nonsense",
  })
  void aVariableThatWillNotDoIsNamedWithWhatIsExpected(String name, String value) {
    assertThat(wrong(name, value))
        .singleElement()
        .asString()
        .startsWith("traces cannot be sent: " + name + " is '" + value + "' (expected: ")
        .endsWith("Mend the variable, or take OTEL_EXPORTER_OTLP_ENDPOINT away to send none.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "a=1,s3cret", "a b=s3cret", "a=%zzs3cret"})
  void headersAreNotShownSinceTheyHoldSecrets(String headers) {
    assertThat(wrong("OTEL_EXPORTER_OTLP_HEADERS", headers))
        .singleElement()
        .asString()
        .startsWith("traces cannot be sent: OTEL_EXPORTER_OTLP_HEADERS is not usable (expected: ")
        .doesNotContain("s3cret");
  }
}
