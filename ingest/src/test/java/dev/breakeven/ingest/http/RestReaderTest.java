package dev.breakeven.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.testkit.MockHttp;
import dev.breakeven.testkit.MockHttp.Said;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RestReaderTest {
  private static RestReader reader(URI uri, Duration deadline) {
    return new RestReader(
        new RestReader.Service(
            "Thing", uri, Optional.of("planted-token"), "get on things", "THING_TOKEN"),
        deadline,
        Optional.empty());
  }

  private static BreakevenException failing(Function<MockHttp.Asked, Said> script)
      throws IOException {
    try (MockHttp service = new MockHttp(script);
        RestReader reader = reader(service.uri(), Duration.ofSeconds(20))) {
      BreakevenException[] thrown = new BreakevenException[1];
      assertThatThrownBy(() -> reader.get("/x"))
          .isInstanceOfSatisfying(BreakevenException.class, error -> thrown[0] = error);
      assertThat(thrown[0].oneLine()).doesNotContain("planted-token");
      return thrown[0];
    }
  }

  @Test
  void sendsTheTokenAndGivesTheBody() throws IOException {
    try (MockHttp service = new MockHttp(_ -> Said.ok("here"));
        RestReader reader = reader(service.uri(), Duration.ofSeconds(20))) {
      assertThat(new String(reader.get("/x?y=1"), StandardCharsets.UTF_8)).isEqualTo("here");
      assertThat(service.asked())
          .containsExactly(new MockHttp.Asked("/x?y=1", "Bearer planted-token"));
    }
  }

  @Test
  void waitsAsLongAsA429Asks() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    try (MockHttp service =
            new MockHttp(
                _ ->
                    calls.incrementAndGet() < 2
                        ? new Said(429, "", Map.of("Retry-After", "1"))
                        : Said.ok("late"));
        RestReader reader = reader(service.uri(), Duration.ofSeconds(20))) {
      assertThat(new String(reader.get("/"), StandardCharsets.UTF_8)).isEqualTo("late");
    }
    BreakevenException error = failing(_ -> new Said(429, "", Map.of("Retry-After", "3600")));
    assertThat(error.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(error.what()).contains("429").contains("3,600 s");
  }

  @Test
  void triesA500ThreeTimes() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    BreakevenException error =
        failing(
            _ -> {
              calls.incrementAndGet();
              return new Said(503, "{\"error\":\"too\\nbusy\"}", Map.of());
            });
    assertThat(calls).hasValue(3);
    assertThat(error.what()).contains("503").contains("too nbusy");
  }

  @Test
  void namesTheVariableOfABadTokenAndTheRightThatIsMissing() throws IOException {
    BreakevenException expired = failing(_ -> Said.status(401));
    assertThat(expired.code()).isEqualTo(ErrorCode.SOURCE_REFUSED);
    assertThat(expired.remedy()).contains("THING_TOKEN");

    BreakevenException forbidden =
        failing(_ -> new Said(403, "{\"message\":\"pods is forbidden\"}", Map.of()));
    assertThat(forbidden.what()).contains("pods is forbidden");
    assertThat(forbidden.remedy()).contains("get on things");
  }

  @Test
  void followsNoRedirectAndSoNeverTakesTheTokenElsewhere() throws IOException {
    BreakevenException error =
        failing(_ -> new Said(302, "", Map.of("Location", "http://127.0.0.1:1/")));
    assertThat(error.what()).contains("302");
  }

  @Test
  void givesUpOnSilenceAndOnNobody() throws IOException {
    try (MockHttp service = new MockHttp(_ -> Said.status(0));
        RestReader reader = reader(service.uri(), Duration.ofMillis(300))) {
      assertThatThrownBy(() -> reader.get("/"))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("deadline");
    }
    try (RestReader reader = reader(URI.create("http://127.0.0.1:1"), Duration.ofSeconds(5))) {
      assertThatThrownBy(() -> reader.get("/"))
          .isInstanceOf(BreakevenException.class)
          .hasMessageContaining("cannot be reached");
    }
  }
}
