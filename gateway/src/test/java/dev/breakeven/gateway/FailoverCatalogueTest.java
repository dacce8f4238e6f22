package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.testkit.upstream.MockUpstream.Script;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// The sixteen faults of failoverbench, each over real sockets: a primary upstream that fails as
/// the scenario says, and a fallback that is well. Every healthy answer is the same sixty words.
///
/// Where a stream breaks after its first token, two things are held: as configured by default the
/// client gets what came, and then an error it cannot take for an end; told to hold answers back,
/// the gateway replaces the whole.
class FailoverCatalogueTest {
  private static final Completion SIXTY = Completion.of(Completion.SIXTY);
  private static final Clocks QUICK =
      new Clocks(
          Duration.ofSeconds(2),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofSeconds(30));
  private static final int WHOLE = 1000;

  /// A primary, a fallback and the gateway before them.
  private record Rig(MockUpstream primary, MockUpstream fallback, TestGateway gateway)
      implements AutoCloseable {
    static Rig of(Script fault) {
      return of(fault, 1);
    }

    static Rig of(Script fault, int hold) {
      MockUpstream primary = MockUpstream.start(fault);
      MockUpstream fallback = MockUpstream.start(SIXTY::write);
      Retries retries =
          new Retries(
              3, Duration.ofMillis(60), Duration.ofSeconds(5), hold, Duration.ofMillis(300));
      GatewaySettings settings =
          GatewaySettings.of(
                  List.of(
                      TestGateway.upstream("primary", Dialect.OPENAI, primary.uri()),
                      renamed(TestGateway.upstream("fallback", Dialect.OPENAI, fallback.uri()))))
              .with(QUICK, retries);
      return new Rig(primary, fallback, TestGateway.start(settings));
    }

    /// The fallback serves the same name by another model.
    private static UpstreamSettings renamed(UpstreamSettings plain) {
      return new UpstreamSettings(
          plain.name(),
          plain.dialect(),
          plain.replicas(),
          plain.provider(),
          plain.region(),
          plain.own(),
          plain.secret(),
          Map.of("mock", "backup"),
          plain.balance(),
          plain.spillAt());
    }

    HttpResponse<String> call() throws Exception {
      return gateway.post("/v1/chat/completions", TestGateway.chat(true));
    }

    /// What the client gets until its connection ends, however it ends.
    String read() throws IOException {
      try (Socket socket = gateway.socket()) {
        TestGateway.send(socket, "/v1/chat/completions", TestGateway.chat(true));
        socket.setSoTimeout(15_000);
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        byte[] some = new byte[8192];
        for (int count = in.read(some); count > 0; count = in.read(some)) {
          text.append(new String(some, 0, count, StandardCharsets.UTF_8));
        }
        return text.toString();
      }
    }

    /// A healthy call right after.
    void isAlive() throws Exception {
      primary.script(SIXTY::write);
      assertWhole(call());
    }

    @Override
    public void close() {
      gateway.close();
      primary.close();
      fallback.close();
    }
  }

  private static void assertWhole(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(words(answer.body())).isEqualTo(SIXTY.text());
    assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
  }

  private static String words(String stream) {
    StringBuilder words = new StringBuilder();
    stream
        .lines()
        .filter(line -> line.contains("\"content\":\"w"))
        .forEach(line -> words.append(line.replaceAll(".*\"content\":\"(w\\d+ )\".*", "$1")));
    return words.toString();
  }

  private static Script firstThenWell(Script first) {
    AtomicInteger calls = new AtomicInteger();
    return (request, response) -> {
      if (calls.incrementAndGet() == 1) {
        first.answer(request, response);
      } else {
        SIXTY.write(request, response);
      }
    };
  }

  private static Script refusal(int status, String code, String... headers) {
    return (_, response) ->
        response.json(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"m\"}}", headers);
  }

  @Test
  void s01RetryAfterIsHonoured() throws Exception {
    long[] at = new long[2];
    AtomicInteger calls = new AtomicInteger();
    Script limited = refusal(429, "rate_limit", "Retry-After: 1");
    Script fault =
        (request, response) -> {
          int call = calls.getAndIncrement();
          at[Math.min(call, 1)] = System.nanoTime();
          if (call == 0) {
            limited.answer(request, response);
          } else {
            SIXTY.write(request, response);
          }
        };
    try (Rig rig = Rig.of(fault)) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSize(2);
      assertThat(at[1] - at[0]).isGreaterThanOrEqualTo(Duration.ofMillis(995).toNanos());
      assertThat(rig.fallback().requests()).isEmpty();
    }
  }

  @Test
  void s02LastingRateLimitGoesElsewhereWithoutHammering() throws Exception {
    try (Rig rig = Rig.of(refusal(429, "rate_limit"))) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSizeBetween(1, 4);
    }
  }

  @Test
  void s03OneServerErrorIsRetriedAtTheSameUpstream() throws Exception {
    try (Rig rig = Rig.of(firstThenWell(refusal(500, "server_error")))) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSize(2);
      assertThat(rig.fallback().requests()).isEmpty();
    }
  }

  @Test
  void s04LastingServerErrorGoesElsewhere() throws Exception {
    try (Rig rig = Rig.of(refusal(503, "overloaded"))) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSizeBetween(1, 6);
    }
  }

  @Test
  void s05ResetBeforeTheHeadIsRetried() throws Exception {
    try (Rig rig = Rig.of(firstThenWell((_, response) -> response.reset()))) {
      assertWhole(rig.call());
    }
  }

  @Test
  void s06ASilentUpstreamIsLeftAfterOneAttempt() throws Exception {
    try (Rig rig = Rig.of((_, response) -> response.pause(Duration.ofSeconds(20)))) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSize(1);
      assertThat(rig.gateway().rows(2))
          .extracting(row -> row.ending().status())
          .containsExactly(504, 200);
    }
  }

  @Test
  void s07ASlowFirstTokenIsLeft() throws Exception {
    try (Rig rig = Rig.of(SIXTY.paced(Duration.ofSeconds(20), Duration.ZERO)::write)) {
      HttpResponse<String> answer = rig.call();

      assertWhole(answer);
      assertThat(rig.primary().requests()).hasSize(1);
      assertThat(answer.body().split("\"role\"", -1)).as("one beginning").hasSize(2);
    }
  }

  @Test
  void s08ACutStreamIsNoSuccess() throws Exception {
    try (Rig rig = Rig.of(SIXTY.cutAfter(40)::write)) {
      assertEndsInError(rig.read(), 40);
      assertThatThrownBy(rig::call).isInstanceOf(IOException.class);
      rig.isAlive();
    }
  }

  @Test
  void s08ACutStreamIsReplacedWhenItIsHeldBack() throws Exception {
    try (Rig rig = Rig.of(SIXTY.cutAfter(40)::write, WHOLE)) {
      assertWhole(rig.call());
    }
  }

  @Test
  void s09AStalledStreamIsNoSuccess() throws Exception {
    try (Rig rig = Rig.of(SIXTY.stallAfter(20, Duration.ofSeconds(20))::write)) {
      assertEndsInError(rig.read(), 20);
      rig.isAlive();
    }
  }

  @Test
  void s09AStalledStreamIsReplacedWhenItIsHeldBack() throws Exception {
    try (Rig rig = Rig.of(SIXTY.stallAfter(20, Duration.ofSeconds(20))::write, WHOLE)) {
      assertWhole(rig.call());
    }
  }

  @Test
  void s10AMalformedEventDoesNotReachTheClient() throws Exception {
    try (Rig rig = Rig.of(SIXTY.badAfter(9)::write)) {
      String answer = rig.read();

      assertEndsInError(answer, 9);
      assertThat(answer).doesNotContain("{\"del\n");
      rig.isAlive();
    }
  }

  @Test
  void s10AMalformedEventIsReplacedWhenTheStreamIsHeldBack() throws Exception {
    try (Rig rig = Rig.of(SIXTY.badAfter(9)::write, WHOLE)) {
      assertWhole(rig.call());
    }
  }

  @Test
  void s11AMissingDoneEndsAtOnceAndIsMetered() throws Exception {
    try (Rig rig = Rig.of(SIXTY.withoutDone()::write)) {
      assertWhole(rig.call());

      assertThat(rig.gateway().rows(1).getFirst().metered())
          .isEqualTo(Metered.reported(Usage.of(11, 60)));
    }
  }

  @Test
  void s12AContextThatIsTooLongIsNotRetriedButTriedElsewhere() throws Exception {
    try (Rig rig = Rig.of(refusal(400, "context_length_exceeded"))) {
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSize(1);
    }
  }

  @Test
  void s13AContentFilterIsNotWorkedAround() throws Exception {
    try (Rig rig = Rig.of(refusal(400, "content_policy_violation"))) {
      HttpResponse<String> answer = rig.call();

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("content_policy_violation");
      assertThat(rig.primary().requests()).hasSize(1);
      assertThat(rig.fallback().requests()).isEmpty();
    }
  }

  @Test
  void s14ABrokenStreamIsNeverContinuedByPrefill() throws Exception {
    try (Rig rig = Rig.of(SIXTY.cutAfter(40)::write, WHOLE)) {
      rig.fallback()
          .script(
              (request, response) -> {
                if (request.text().contains("\"assistant\"")) {
                  refusal(400, "prefill_rejected").answer(request, response);
                } else {
                  SIXTY.write(request, response);
                }
              });

      assertWhole(rig.call());
    }
  }

  @Test
  void s15AFlappingPrimaryRestsAndComesBack() throws Exception {
    try (Rig rig = Rig.of(refusal(503, "down"))) {
      for (int i = 0; i < 10; i++) {
        assertWhole(rig.call());
      }
      int asked = rig.primary().requests().size();
      assertThat(asked).as("ten calls with three attempts each would be 30").isLessThan(12);

      rig.primary().script(SIXTY::write);
      LockSupport.parkNanos(Duration.ofMillis(1300).toNanos());
      assertWhole(rig.call());
      assertWhole(rig.call());

      assertThat(rig.primary().requests()).hasSizeGreaterThanOrEqualTo(asked + 2);
      assertThat(rig.primary().requests().getLast().number()).isGreaterThan(asked);
    }
  }

  @Test
  void s16FailedAttemptsAreRowsThatCostNothing() throws Exception {
    try (Rig rig = Rig.of(refusal(503, "down"))) {
      HttpResponse<String> answer = rig.call();

      assertThat(answer.body()).contains("\"model\":\"backup\"").doesNotContain("\"usage\"");
      List<Attempt> rows = rig.gateway().rows(4);
      assertThat(rows).extracting(row -> row.id().request()).containsOnly("r1");
      assertThat(rows).extracting(row -> row.id().attempt()).containsExactly(1, 2, 3, 4);
      assertThat(rows.subList(0, 3))
          .allSatisfy(
              row -> {
                assertThat(row.ending().status()).isEqualTo(503);
                assertThat(((Cost.Priced) row.cost()).usd()).isEqualTo(Usd.ZERO);
              });
      assertThat(rows.getLast().call().modelServed()).isEqualTo("backup");
      assertThat(rows.getLast().metered()).isEqualTo(Metered.reported(Usage.of(11, 60)));
      assertThat(rig.fallback().requests())
          .singleElement()
          .extracting(MockRequest::model)
          .isEqualTo("backup");
    }
  }

  /// So many words, then an error in the stream, and no end that a client could take for one.
  private static void assertEndsInError(String answer, int words) {
    assertThat(words(answer)).isEqualTo(String.join("", Completion.SIXTY.subList(0, words)));
    assertThat(answer).contains("data: {\"error\":{\"message\":\"the upstream");
    assertThat(answer).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
    assertThat(answer).as("the chunked body has no end").doesNotEndWith("0\r\n\r\n");
  }
}
