package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Overflow;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockEngine;
import dev.breakeven.testkit.upstream.MockEngine.Names;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Overflow by what engines show of their load, and calls that keep to the replica which knows
/// their prompt.
class OverflowTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello"));

  private static UpstreamSettings own(BalancePolicy balance, Overflow overflow, URI... urls) {
    return new UpstreamSettings(
            "own",
            Dialect.OPENAI,
            List.of(urls),
            "self-hosted",
            "",
            true,
            Optional.empty(),
            Map.of(),
            balance,
            Optional.empty())
        .with(overflow);
  }

  private static TestGateway before(Overflow overflow, MockUpstream engine, MockUpstream api) {
    return TestGateway.start(
        GatewaySettings.of(
            List.of(
                own(BalancePolicy.LEAST_LOADED, overflow, engine.uri()),
                TestGateway.upstream("api", Dialect.OPENAI, api.uri()))));
  }

  private static void begin(TestGateway gateway) {
    Thread.startVirtualThread(
        () -> {
          try {
            gateway.post(PATH, TestGateway.chat(false));
          } catch (Exception left) {
            // the test is over
          }
        });
  }

  private static String metrics(TestGateway gateway) {
    try {
      return gateway.admin("GET", "/metrics").body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String waiting(MockUpstream own, int count) {
    return "breakeven_replica_waiting{upstream=\"own\",replica=\"127.0.0.1:%d\"} %d\n"
        .formatted(own.port(), count);
  }

  private static MockUpstream start(MockEngine engine, Names names) {
    MockUpstream mock = MockUpstream.start(engine);
    mock.metrics(() -> engine.metrics(names));
    return mock;
  }

  @ParameterizedTest
  @EnumSource(Names.class)
  void callsOverflowWhenTheEnginesOwnQueueIsLongAndComeBackWhenItIsShort(Names names)
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    MockEngine engine =
        new MockEngine(
            1,
            (request, response) -> {
              release.await();
              HELLO.write(request, response);
            });
    Overflow overflow = new Overflow(OptionalInt.of(2), OptionalInt.empty(), Optional.empty());
    try (MockUpstream own = start(engine, names);
        MockUpstream api = MockUpstream.start(HELLO::write);
        TestGateway gateway = before(overflow, own, api)) {
      // the same engine is busy with calls of somebody else: the gateway has none outstanding
      for (int i = 0; i < 3; i++) {
        Thread.startVirtualThread(() -> callDirectly(own.uri()));
      }
      TestGateway.await(() -> engine.waiting() == 2);
      TestGateway.await(() -> metrics(gateway).contains(waiting(own, 2)));

      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      assertThat(api.requests()).hasSize(1);
      assertThat(gateway.rows(1).getFirst().call().routeReason()).isEqualTo("api: spilled");

      release.countDown();
      TestGateway.await(() -> engine.running() == 0);
      TestGateway.await(() -> metrics(gateway).contains(waiting(own, 0)));
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      assertThat(api.requests()).hasSize(1);
    }
  }

  private static void callDirectly(URI uri) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(uri.resolve(PATH))
              .version(HttpClient.Version.HTTP_1_1)
              .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(false)))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (Exception left) {
      // the test is over
    }
  }

  @Test
  void callsOverflowWhenTheKvCacheIsFull() throws Exception {
    MockEngine engine = new MockEngine(100, HELLO::write);
    engine.kvUse(0.95);
    Overflow overflow = new Overflow(OptionalInt.empty(), OptionalInt.of(90), Optional.empty());
    try (MockUpstream own = start(engine, Names.VLLM);
        MockUpstream api = MockUpstream.start(HELLO::write);
        TestGateway gateway = before(overflow, own, api)) {
      TestGateway.await(() -> metrics(gateway).contains(own.port() + "\"} 95\n"));
      gateway.post(PATH, TestGateway.chat(false));
      assertThat(api.requests()).hasSize(1);

      engine.kvUse(0.5);
      TestGateway.await(() -> metrics(gateway).contains(own.port() + "\"} 50\n"));
      gateway.post(PATH, TestGateway.chat(false));
      assertThat(api.requests()).hasSize(1);
      assertThat(own.requests()).hasSize(1);
    }
  }

  @Test
  @Timeout(120)
  void callsOverflowWhenTheFirstTokenIsPredictedTooLate() throws Exception {
    // one at a time, each 200 ms: the sixth in line waits about a second
    MockEngine engine =
        new MockEngine(1, HELLO.paced(Duration.ofMillis(200), Duration.ZERO)::write);
    Overflow overflow =
        new Overflow(OptionalInt.empty(), OptionalInt.empty(), Optional.of(Duration.ofMillis(600)));
    try (MockUpstream own = start(engine, Names.SGLANG);
        MockUpstream api = MockUpstream.start(HELLO::write);
        TestGateway gateway = before(overflow, own, api)) {
      // two readings of a full engine tell how quick it is; before that nothing overflows
      while (api.requests().isEmpty()) {
        if (engine.waiting() < 30) {
          begin(gateway);
        }
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      assertThat(own.requests()).hasSizeGreaterThanOrEqualTo(30);
    }
  }

  /// Shows it from the start: the gateway asks at once.
  private static MockUpstream showing(String text) {
    MockUpstream mock = MockUpstream.start(HELLO::write);
    mock.metrics(() -> text);
    return mock;
  }

  @Test
  void anEngineThatShowsNothingIsNeverTooFull() throws Exception {
    Overflow overflow = new Overflow(OptionalInt.of(0), OptionalInt.of(0), Optional.empty());
    try (MockUpstream own = showing("<html>no metrics here 1</html>\n");
        MockUpstream api = MockUpstream.start(HELLO::write);
        TestGateway gateway = before(overflow, own, api)) {
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      assertThat(own.requests()).hasSize(1);
    }
  }

  private static String longChat(String beginning, String end) {
    return """
    {"model":"mock","max_tokens":100,"messages":[{"role":"user","content":"%s"},\
    {"role":"user","content":"%s"}]}\
    """
        .formatted(beginning.repeat(400), end);
  }

  @Test
  void turnsOfAConversationGoWhereItsBeginningIsKnown() throws Exception {
    try (MockUpstream one = MockUpstream.start(HELLO::write);
        MockUpstream two = MockUpstream.start(HELLO::write);
        TestGateway gateway = affine(one, two)) {
      // the calls before keep the first replica busier, so that the least loaded one would change
      for (int turn = 0; turn < 6; turn++) {
        gateway.post(PATH, longChat("abcdefgh", "turn " + turn));
      }
      assertThat(List.of(one.requests().size(), two.requests().size()))
          .containsExactlyInAnyOrder(6, 0);
    }
  }

  @Test
  void aSessionStaysAtItsReplicaUntilThatIsOverloaded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    MockUpstream.Script waiting =
        (request, response) -> {
          release.await();
          HELLO.write(request, response);
        };
    try (MockUpstream one = MockUpstream.start(waiting);
        MockUpstream two = MockUpstream.start(waiting);
        TestGateway gateway = affine(one, two)) {
      for (int i = 1; i <= 6; i++) {
        int running = i;
        Thread.startVirtualThread(
            () -> {
              try {
                gateway.post(PATH, TestGateway.chat(false), "x-session-id", "s1");
              } catch (Exception left) {
                // the test is over
              }
            });
        TestGateway.await(() -> one.running() + two.running() == running);
      }
      // five at one replica are more than 4 and more than 1.5 times the other's none
      assertThat(List.of(one.requests().size(), two.requests().size()))
          .containsExactlyInAnyOrder(5, 1);
      release.countDown();
      gateway.rows(6);
    }
  }

  private static TestGateway affine(MockUpstream one, MockUpstream two) {
    return TestGateway.start(
        GatewaySettings.of(
            List.of(own(BalancePolicy.PREFIX_AFFINE, Overflow.NEVER, one.uri(), two.uri()))));
  }
}
