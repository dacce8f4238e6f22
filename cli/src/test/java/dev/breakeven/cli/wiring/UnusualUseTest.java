package dev.breakeven.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A key with a history in a real ledger, through restarts.
class UnusualUseTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String BODY = "{\"model\":\"m\",\"max_tokens\":10,\"messages\":[]}";

  @TempDir Path folder;
  private Wiring wiring;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// A million tokens of own hardware on each of the ten days before.
  private void tenDays() {
    try (LedgerWriter writer = wiring.ledger(Optional.of(ledger())).writer()) {
      for (int back = 1; back <= 10; back++) {
        writer.append(
            new Attempt(
                new AttemptId("day-" + back, 1),
                NOON.minus(Duration.ofDays(back)),
                "gateway",
                new Scope("ci", "", "", "", "", "", "", Map.of()),
                Call.of("m", "self-hosted"),
                Metered.reported(Usage.of(1_000_000, 0)),
                Timing.UNKNOWN,
                new Ending(200, "stop"),
                new Cost.Unpriced("own hardware"),
                Optional.empty(),
                ""));
      }
    }
  }

  private Path ledger() {
    return folder.resolve("ledger");
  }

  private GatewayProcess start(MockUpstream mock) throws IOException {
    Path config = folder.resolve("breakeven.yaml");
    Files.writeString(
        config,
        """
        serve:
          port: 0
          unusual-use: suspend
          upstreams:
            - {name: own, url: "%s", own: true}
          keys:
            - {id: ci, sha256: %s}
        """
            .formatted(mock.uri(), KeyRing.hash("sk-ci")));
    return wiring.gateway(
        () ->
            wiring.gatewaySettings(
                Optional.of(config), List.of(), Optional.empty(), Optional.empty(), List.of()),
        Optional.of(ledger()),
        List.of());
  }

  private HttpResponse<String> send(String url, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .header("content-type", "application/json")
            .header("authorization", "Bearer sk-ci")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> call(GatewayProcess gateway) throws Exception {
    return send(gateway.url() + "/v1/chat/completions", BODY);
  }

  @Test
  void aBurstSuspendsAKeyThroughRestartsUntilItIsLifted() throws Exception {
    wiring =
        new Wiring(Clock.fixed(NOON, ZoneOffset.UTC), new Surroundings(Map.of(), folder, folder));
    tenDays();
    Completion large = Completion.of(List.of("Hel", "lo")).withPrompt(5_000_000, 0);
    try (MockUpstream mock = MockUpstream.start(large::write)) {
      try (GatewayProcess gateway = start(mock)) {
        assertThat(call(gateway).statusCode()).isEqualTo(200);
        assertThat(call(gateway).statusCode()).as("10,000,004 tokens").isEqualTo(200);
        assertThat(call(gateway).statusCode()).isEqualTo(403);
      }
      try (GatewayProcess gateway = start(mock)) {
        assertThat(call(gateway).body())
            .contains("key 'ci' is suspended since 2026-11-21T12:00:00Z")
            .contains("10,000,004 tokens without a price in the hour from 2026-11-21T12:00:00Z")
            .contains("busiest hour in the 35 days before had 1,000,000 tokens");
      }
      // as after a kill before the file was written: the ledger knows
      remove(ledger().resolve("suspended-keys"));
      try (GatewayProcess gateway = start(mock)) {
        assertThat(call(gateway).statusCode()).isEqualTo(403);
        assertThat(send(gateway.adminUrl() + "/resume?key=ci", "").body()).isEqualTo("resumed\n");
        assertThat(call(gateway).statusCode()).isEqualTo(200);
      }
      try (GatewayProcess gateway = start(mock)) {
        assertThat(call(gateway).statusCode()).as("lifted before the restart").isEqualTo(200);
      }
      assertThat(mock.requests()).hasSize(4);
    }
    assertThat(wiring.ledger(Optional.of(ledger())).verify().ok()).isTrue();
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
