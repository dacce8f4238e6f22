package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockResponse;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever fails, no call goes where its key may not: random upstreams, keys and faults, from a
/// seed.
class HardConstraintsTest {
  private static final int UPSTREAMS = 6;
  private static final int KEYS = 5;
  private static final int CALLS = 120;
  private static final List<String> PROVIDERS = List.of("acme", "globex", "initech");
  private static final List<String> REGIONS = List.of("eu", "us", "");
  private static final List<String> MODELS = List.of("m1", "m2");
  private static final List<String> ASKED = List.of("m1", "m2", "auto", "cheap", "best");
  private static final Completion HELLO = Completion.of(List.of("hel", "lo"));

  /// Held, since the JDK forgets the level of a logger that nobody holds: resets are meant here.
  private static final Logger QUIET = Logger.getLogger("io.vertx");

  /// What was sent out of bounds would be seen in these: the mocks, in the order of the upstreams.
  private final List<MockUpstream> mocks = new ArrayList<>();

  /// Faults at random, in about half of the calls; thread-safe by its lock.
  private static final class Faults {
    private final Random random;

    Faults(Random random) {
      this.random = random;
    }

    void answer(MockRequest request, MockResponse response) throws Exception {
      int dice;
      synchronized (random) {
        dice = random.nextInt(16);
      }
      switch (dice) {
        case 0 -> response.json(500, "{}");
        case 1 -> response.json(503, "{}", "Retry-After: 0");
        case 2 -> response.json(429, "{}", "Retry-After: 1");
        case 3 -> response.json(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}");
        case 4 -> response.reset();
        case 5 -> response.cut();
        case 6 -> response.raw("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{").cut();
        case 7 -> response.stream().chunk("data: {\"id\":").cut();
        case 8 -> response.json(200, "no JSON");
        default -> HELLO.write(request, response);
      }
    }
  }

  @BeforeAll
  static void quiet() {
    QUIET.setLevel(Level.OFF);
  }

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static Set<String> some(Random random, List<String> list) {
    Set<String> some = new HashSet<>(list);
    some.removeIf(each -> each.isEmpty() || random.nextInt(3) == 0);
    return some;
  }

  private UpstreamSettings upstream(int number, Random random) {
    List<URI> urls = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(2); i++) {
      MockUpstream mock = MockUpstream.start(new Faults(new Random(random.nextLong()))::answer);
      mocks.add(mock);
      urls.add(mock.uri());
    }
    Map<String, String> models = new HashMap<>();
    for (String model : MODELS) {
      if (random.nextInt(4) > 0) {
        models.put(model, random.nextBoolean() ? model : "mock");
      }
    }
    return new UpstreamSettings(
        "u" + number,
        Dialect.OPENAI,
        urls,
        any(random, PROVIDERS),
        any(random, REGIONS),
        random.nextInt(3) == 0,
        Optional.empty(),
        models.isEmpty() ? Map.of("m1", "m1") : models,
        any(random, List.of(BalancePolicy.values())),
        random.nextBoolean() ? Optional.of(1) : Optional.empty());
  }

  private GatewaySettings settings(Random random) {
    List<UpstreamSettings> upstreams = new ArrayList<>();
    for (int i = 0; i < UPSTREAMS; i++) {
      upstreams.add(upstream(i, random));
    }
    List<VirtualKey> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(
          new VirtualKey(
              "k" + i,
              KeyRing.hash("secret-" + i),
              "",
              "",
              Optional.empty(),
              Set.of(),
              some(random, PROVIDERS),
              some(random, REGIONS)));
    }
    return GatewaySettings.of(upstreams)
        .withAccess(keys, List.of(), List.of())
        .withTimes(
            Clocks.DEFAULT,
            new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1), 1, Duration.ofMillis(50)))
        .withAliases(new ModelAliases(List.of("m1", "m2"), List.of("m2"), OptionalLong.of(30)));
  }

  /// By the words of the documentation, not by the gateway's code.
  private static boolean mayGo(VirtualKey key, UpstreamSettings upstream) {
    boolean provider = key.providers().isEmpty() || key.providers().contains(upstream.provider());
    boolean region = key.regions().isEmpty() || key.regions().contains(upstream.region());
    return provider && region;
  }

  private static Callable<HttpResponse<String>> call(TestGateway gateway, Random random, int i) {
    int key = i % KEYS;
    String body =
        """
        {"model":"%s","user":"k%d","stream":%s,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(
                any(random, ASKED), key, random.nextBoolean(), "x".repeat(random.nextInt(100)));
    String escalate = Boolean.toString(random.nextInt(4) == 0);
    String secret = "Bearer secret-" + key;
    return () ->
        gateway.post(
            "/v1/chat/completions",
            body,
            "authorization",
            secret,
            "x-breakeven-escalate",
            escalate);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noCallLeavesTheSetOfItsKeyWhateverFails(long seed) throws Exception {
    Random random = new Random(seed);
    GatewaySettings settings = settings(random);
    try (TestGateway gateway = TestGateway.start(settings);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        answers.add(threads.submit(call(gateway, random, i)));
        if (i == CALLS / 2) {
          gateway.next().set(settings.withTimes(Clocks.DEFAULT, settings.retries()));
          gateway.admin("POST", "/reload");
          mocks.getFirst().close();
        }
      }
      int barred = 0;
      for (Future<HttpResponse<String>> each : answers) {
        try {
          barred += each.get().statusCode() == 403 ? 1 : 0;
        } catch (ExecutionException cut) {
          // a stream that broke ends without its end; nobody is left waiting
          assertThat(cut)
              .hasCauseInstanceOf(IOException.class)
              .cause()
              .isNotInstanceOf(HttpTimeoutException.class);
        }
      }
      assertThat(barred).as("some, not all, may go nowhere").isLessThan(CALLS);
      assertBound(settings, gateway.ledger().rows());
    } finally {
      mocks.forEach(MockUpstream::close);
    }
  }

  private void assertBound(GatewaySettings settings, List<Attempt> rows) {
    int seen = 0;
    int outside = 0;
    int mock = 0;
    for (UpstreamSettings upstream : settings.upstreams()) {
      for (int replica = 0; replica < upstream.replicas().size(); replica++, mock++) {
        for (MockRequest request : mocks.get(mock).requests()) {
          seen++;
          VirtualKey key =
              settings.keys().stream()
                  .filter(each -> request.text().contains("\"user\":\"" + each.id() + "\""))
                  .findFirst()
                  .orElseThrow();
          assertThat(mayGo(key, upstream)).as("%s at %s", key, upstream).isTrue();
        }
      }
      outside += settings.keys().stream().anyMatch(key -> !mayGo(key, upstream)) ? 1 : 0;
    }
    assertThat(seen).as("calls arrived").isPositive();
    assertThat(outside).as("there was a way to go wrong").isPositive();
    assertThat(rows).as("calls went on to others").anyMatch(row -> row.id().attempt() > 1);
  }
}
