package dev.breakeven.gateway;

import static dev.breakeven.gateway.Mirrored.COPY;
import static dev.breakeven.gateway.Mirrored.COPY_COST;
import static dev.breakeven.gateway.Mirrored.PATH;
import static dev.breakeven.gateway.Mirrored.REAL;
import static dev.breakeven.gateway.Mirrored.awaitSkipped;
import static dev.breakeven.gateway.Mirrored.copy;
import static dev.breakeven.gateway.Mirrored.metric;
import static dev.breakeven.gateway.Mirrored.mirror;
import static dev.breakeven.gateway.Mirrored.settings;
import static dev.breakeven.gateway.Mirrored.trial;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies of answered calls at a mirror, over real sockets: what they cost is seen, and no client
/// notices them.
class MirrorTest {
  /// Held, since the JDK forgets the level of a logger that nobody holds: resets are meant here.
  private static final Logger QUIET = Logger.getLogger("io.vertx");

  @BeforeAll
  static void quiet() {
    QUIET.setLevel(Level.OFF);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCopyIsMeteredAsARowOfItsOwnAndShownToNobody(boolean stream) throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      HttpResponse<String> answer =
          gateway.post(
              PATH,
              TestGateway.chat(stream),
              "idempotency-key",
              "once",
              "traceparent",
              "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
              "x-session-id",
              "s1");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("re", "al").doesNotContain("uno", "trial");
      Attempt row = copy(gateway);
      assertThat(row.id()).isEqualTo(new AttemptId("r1-mirror", 1));
      assertThat(row.call().endpoint()).isEqualTo("trial");
      assertThat(row.call().modelAsked()).isEqualTo("mock");
      assertThat(row.call().routeReason()).isEqualTo("mirror of r1");
      assertThat(row.call().stream()).isEqualTo(stream);
      assertThat(row.scope().session()).isEqualTo("s1");
      assertThat(row.metered()).isEqualTo(Metered.reported(new Usage(600, 400, 0, 0, 3, 0)));
      assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(COPY_COST);
      assertThat(row.ending().status()).isEqualTo(200);
      assertThat(row.timing().ttftMillis()).isPresent();
      assertThat(row.timing().durationMillis()).isPresent();
      assertThat(gateway.rows(2))
          .extracting(Attempt::source)
          .containsExactlyInAnyOrder("gateway", "mirror");
      assertThat(gateway.ledger().openings()).hasSize(2);

      MockRequest seen = trial.requests().getFirst();
      assertThat(seen.model()).isEqualTo("mock");
      assertThat(seen.header("authorization")).isEqualTo("Bearer trial-secret");
      assertThat(seen.header("idempotency-key")).isEmpty();
      assertThat(seen.header("traceparent")).isEmpty();
      assertThat(real.requests().getFirst().header("idempotency-key")).isEqualTo("once");
      assertThat(metric(gateway, "breakeven_mirrors_total")).isEqualTo(1);
      assertThat(metric(gateway, "breakeven_attempts_total")).isEqualTo(2);
      assertThat(metric(gateway, "breakeven_requests_total")).isEqualTo(1);
      assertThat(metric(gateway, "breakeven_mirror_spend_nano_usd_total"))
          .isEqualTo(COPY_COST.nanos());
    }
  }

  @Test
  void onlyCallsForTheModelThatWereAnsweredAreCopied() throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      gateway.post(PATH, TestGateway.chat(false).replace("\"mock\"", "\"other\""));
      gateway.post(PATH, TestGateway.chat(false).replace("\"mock\"", "\"trial\""));
      gateway.post(PATH, "{\"model\":\"mock\"");
      real.script((_, response) -> response.json(400, "{}"));
      gateway.post(PATH, TestGateway.chat(false));
      real.script((_, response) -> response.stream().chunk("data: {\"id\":").cut());
      assertThat(gateway.post(PATH, TestGateway.chat(true)).statusCode()).isEqualTo(502);
      real.script(REAL::write);
      gateway.post(PATH, TestGateway.chat(true));

      copy(gateway);
      assertThat(trial.requests()).as("the last").hasSize(1);
      assertThat(metric(gateway, "breakeven_mirrors_total")).isEqualTo(1);
    }
  }

  @Test
  void noClientWaitsForACopyAndItLeavingDoesNotMatter() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial =
            MockUpstream.start(
                (request, response) -> {
                  release.await();
                  COPY.write(request, response);
                });
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, PATH, TestGateway.chat(true), "Connection: close");
        assertThat(new String(socket.getInputStream().readAllBytes())).contains("[DONE]");
        TestGateway.await(() -> trial.running() == 1);
      }
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      TestGateway.await(() -> trial.running() == 2);
      assertThat(metric(gateway, "breakeven_mirrors_in_flight")).isEqualTo(2);
      assertThat(metric(gateway, "breakeven_in_flight")).isZero();

      release.countDown();
      assertThat(gateway.rows(4))
          .allSatisfy(row -> assertThat(row.ending().status()).isEqualTo(200));
      assertThat(metric(gateway, "breakeven_mirrors_in_flight")).isZero();
    }
  }

  @Test
  void aCallWhoseClientLeftIsNotCopied() throws Exception {
    Completion slow = REAL.paced(Duration.ofMillis(20), Duration.ofSeconds(20));
    try (MockUpstream real = MockUpstream.start(slow::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, PATH, TestGateway.chat(true));
        assertThat(socket.getInputStream().read()).isPositive();
      }
      gateway.rows(1);
      real.script(REAL::write);
      gateway.post(PATH, TestGateway.chat(false));

      assertThat(copy(gateway).id().request()).isEqualTo("r2-mirror");
      assertThat(trial.requests()).hasSize(1);
    }
  }

  /// How a mirror may stall, and after which status of the row that is seen.
  private static void stall(String phase, MockUpstream mock, CountDownLatch end) {
    mock.script(
        (_, response) -> {
          switch (phase) {
            case "first token" -> response.stream().chunk(": here\n\n");
            case "idle" ->
                response.stream()
                    .chunk("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
            case "body" -> response.raw("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{");
            default -> {
              // not even a head
            }
          }
          end.await();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"head", "first token", "idle", "body"})
  void aCopyThatStallsIsCutByTheClocksOfEveryCall(String phase) throws Exception {
    Clocks clocks =
        new Clocks(
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofMillis(200),
            Duration.ofSeconds(20));
    CountDownLatch end = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(settings(trial, real).with(clocks, Retries.DEFAULT))) {
      stall(phase, trial, end);
      assertThat(gateway.post(PATH, TestGateway.chat(true)).body()).contains("[DONE]");

      assertThat(copy(gateway).ending().status()).isEqualTo(504);
      assertThat(metric(gateway, "breakeven_failed_mirrors_total")).isEqualTo(1);
      assertThat(metric(gateway, "breakeven_failed_total")).isZero();
      end.countDown();
    }
  }

  @Test
  void theClockOfTheWholeCallCutsACopyThatDrips() throws Exception {
    Clocks clocks =
        new Clocks(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(500));
    Completion dripping =
        Completion.of(Completion.SIXTY).paced(Duration.ZERO, Duration.ofMillis(50));
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(dripping::write);
        TestGateway gateway =
            TestGateway.start(settings(trial, real).with(clocks, Retries.DEFAULT))) {
      gateway.post(PATH, TestGateway.chat(true));

      Attempt row = copy(gateway);
      assertThat(row.ending().status()).isEqualTo(504);
      assertThat(row.metered().state()).isNotEqualTo(Metered.State.REPORTED);
      assertThat(row.metered().usage().totalOutput()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"500", "429", "reset", "cut", "no JSON", "half a stream", "bad event"})
  void aCopyThatFailsIsMadeOnceAndTakesNobodyOutOfTheChoice(String fault) throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      trial.script(
          (_, response) -> {
            switch (fault) {
              case "500" -> response.json(500, "{}");
              case "429" -> response.json(429, "{}", "Retry-After: 0");
              case "reset" -> response.reset();
              case "cut" -> response.raw("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{").cut();
              case "no JSON" -> response.json(200, "no JSON");
              case "half a stream" -> response.stream().chunk("data: {\"id\":").cut();
              default -> response.stream().chunk("data: {\"id\":\n\n").end();
            }
          });
      // six in a row: five failures would take the replica down
      for (int call = 1; call <= 6; call++) {
        assertThat(gateway.post(PATH, TestGateway.chat(true)).body()).contains("[DONE]");
        gateway.rows(2 * call);
      }
      assertThat(gateway.ledger().rows())
          .filteredOn(Attempt::isMirror)
          .hasSize(6)
          .allSatisfy(row -> assertThat(row.ending().status()).isGreaterThanOrEqualTo(429));
      assertThat(trial.requests()).hasSize(6);
      assertThat(metric(gateway, "breakeven_failed_mirrors_total")).isEqualTo(6);
      String replica = "{upstream=\"trial\",replica=\"127.0.0.1:%d\"}".formatted(trial.port());
      assertThat(metric(gateway, "breakeven_replica_down" + replica)).isZero();
      assertThat(metric(gateway, "breakeven_replica_outstanding" + replica)).isZero();
    }
  }

  @Test
  void theShareIsDrawnByTheIdAlone() {
    Mirror fifth = mirror("0.2", 1);
    Mirror another = new Mirror("x", "y", "z", Ratio.parse("20%"), 9);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      String id = "req_6560a1b2c3d4e5f60718_" + i;
      taken += fifth.takes(id) ? 1 : 0;
      assertThat(another.takes(id)).isEqualTo(fifth.takes(id));
      assertThat(mirror("1", 1).takes(id)).isTrue();
      assertThat(mirror("0", 1).takes(id)).isFalse();
      assertThat(mirror("0.5", 1).takes(id) || !fifth.takes(id)).isTrue();
    }
    // 2000 with a standard deviation of 40
    assertThat(taken).isBetween(1_800, 2_200);
  }

  @Test
  void aShareOfTheCallsIsCopied() throws Exception {
    Mirror third = mirror("1/3", 100);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real).mirroring(List.of(third)))) {
      long drawn = 0;
      for (int call = 1; call <= 60; call++) {
        gateway.post(PATH, TestGateway.chat(false));
        drawn += third.takes("r" + call) ? 1 : 0;
      }
      assertThat(drawn).isBetween(5L, 40L);
      gateway.rows(60 + (int) drawn);
      assertThat(gateway.ledger().rows())
          .filteredOn(Attempt::isMirror)
          .hasSize((int) drawn)
          .allSatisfy(
              row -> assertThat(third.takes(row.id().request().replace("-mirror", ""))).isTrue());
    }
  }

  @Test
  void theBoundsOfKeyAndTagHoldForCopies() throws Exception {
    VirtualKey key =
        new VirtualKey(
            "ci",
            KeyRing.hash("secret"),
            "",
            "",
            Optional.empty(),
            Set.of(),
            Set.of("acme", "globex"),
            Set.of());
    Tag tag = new Tag("private", Set.of("acme"), Set.of());
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(
                settings(trial(Dialect.OPENAI, "globex", trial), real)
                    .with(
                        new GatewaySettings.Access(
                            List.of(key), List.of(), List.of(), List.of(tag))))) {
      String[] bound = {"authorization", "Bearer secret", "x-breakeven-tag", "private"};
      assertThat(gateway.post(PATH, TestGateway.chat(false), bound).statusCode()).isEqualTo(200);
      awaitSkipped(gateway, "outside", 1);
      assertThat(trial.requests()).isEmpty();

      gateway.post(PATH, TestGateway.chat(false), "authorization", "Bearer secret");
      assertThat(copy(gateway).scope().key()).isEqualTo("ci");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCopyIsTranslatedAndWhatCannotBeIsLeftOut(boolean stream) throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(settings(trial(Dialect.ANTHROPIC, "acme", trial), real))) {
      gateway.post(PATH, TestGateway.chat(stream));
      Attempt row = copy(gateway);
      assertThat(trial.requests().getFirst().path()).isEqualTo("/v1/messages");
      assertThat(trial.requests().getFirst().header("x-api-key")).isEqualTo("trial-secret");
      assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(COPY_COST);

      String seeded = TestGateway.chat(stream).replace("{\"model", "{\"seed\":7,\"model");
      assertThat(gateway.post(PATH, seeded).statusCode()).isEqualTo(200);
      awaitSkipped(gateway, "untranslatable", 1);
      gateway.post("/v1/completions", "{\"model\":\"mock\",\"prompt\":\"hi\",\"max_tokens\":9}");
      awaitSkipped(gateway, "untranslatable", 2);
      assertThat(trial.requests()).hasSize(1);
    }
  }
}
