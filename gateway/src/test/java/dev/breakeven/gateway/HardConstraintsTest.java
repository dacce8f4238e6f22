package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.Tag;
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
import java.util.LinkedHashMap;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever fails, no call goes where its key or its tag may not, and no copy of it: random
/// upstreams, keys, tags, mirrors and faults, from a seed.
class HardConstraintsTest {
  /// Of the page of metrics, how many copies were left out.
  private static final String OUTSIDE =
      "(?s).*mirrors_skipped_total\\{reason=\"outside\"} (\\d+).*";

  private static final List<String> leftOut = new ArrayList<>();

  private static final int UPSTREAMS = 6;
  private static final int KEYS = 5;
  private static final int TAGS = 4;
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

  @AfterAll
  static void copiesThatHadNoWayToGoWereLeftOut() {
    assertThat(leftOut).anyMatch(count -> !count.equals("0"));
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
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < TAGS; i++) {
      Set<String> providers = random.nextBoolean() ? Set.of() : some(random, PROVIDERS);
      tags.add(new Tag("t" + i, providers, some(random, REGIONS)));
    }
    return GatewaySettings.of(upstreams)
        .with(new GatewaySettings.Access(keys, List.of(), List.of(), tags))
        .with(
            Clocks.DEFAULT,
            new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1), 1, Duration.ofMillis(50)))
        .with(new ModelAliases(List.of("m1", "m2"), List.of("m2"), OptionalLong.of(30)))
        .mirroring(mirrors(upstreams, random));
  }

  /// Of each name that is asked for, to whom it may be.
  private static List<Mirror> mirrors(List<UpstreamSettings> upstreams, Random random) {
    List<Mirror> mirrors = new ArrayList<>();
    for (String asked : ASKED) {
      UpstreamSettings to = any(random, upstreams);
      String model = any(random, List.copyOf(to.models().keySet()));
      Ratio share = random.nextBoolean() ? Ratio.ONE : Ratio.parse("1/2");
      mirrors.add(new Mirror(asked, to.name(), model, share, 1 + random.nextInt(8)));
    }
    return mirrors;
  }

  /// By the words of the documentation, not by the gateway's code.
  private static boolean inside(
      Set<String> providers, Set<String> regions, UpstreamSettings upstream) {
    boolean provider = providers.isEmpty() || providers.contains(upstream.provider());
    boolean region = regions.isEmpty() || regions.contains(upstream.region());
    return provider && region;
  }

  /// What a call asks for: the number of its key, and that of its tag or -1 for none.
  private record Call(int key, int tag, String model) {
    /// As the body of the request says it to those who get it.
    String user() {
      return "\"user\":\"k%d t%d\"".formatted(key, tag);
    }

    boolean mayGo(GatewaySettings settings, UpstreamSettings upstream) {
      VirtualKey by = settings.access().keys().get(key);
      boolean keyMay = inside(by.providers(), by.regions(), upstream);
      if (tag < 0) {
        return keyMay;
      }
      Tag under = settings.access().tags().get(tag);
      return keyMay && inside(under.providers(), under.regions(), upstream);
    }

    /// Whether nobody who serves the model may be asked, where somebody does.
    boolean isBarred(GatewaySettings settings) {
      List<UpstreamSettings> serving =
          settings.upstreams().stream().filter(each -> each.models().containsKey(model)).toList();
      return !serving.isEmpty() && serving.stream().noneMatch(each -> mayGo(settings, each));
    }

    Callable<HttpResponse<String>> over(TestGateway gateway, Random random) {
      String body =
          """
          {"model":"%s",%s,"stream":%s,"messages":[{"role":"user","content":"%s"}]}"""
              .formatted(model, user(), random.nextBoolean(), "x".repeat(random.nextInt(100)));
      List<String> headers =
          new ArrayList<>(
              List.of(
                  "authorization",
                  "Bearer secret-" + key,
                  "x-breakeven-escalate",
                  Boolean.toString(random.nextInt(4) == 0)));
      if (tag >= 0) {
        headers.addAll(List.of("x-breakeven-tag", "t" + tag));
      }
      return () -> gateway.post("/v1/chat/completions", body, headers.toArray(String[]::new));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void noCallLeavesTheSetOfItsKeyAndTagWhateverFails(long seed) throws Exception {
    Random random = new Random(seed);
    GatewaySettings settings = settings(random);
    try (TestGateway gateway = TestGateway.start(settings);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Map<Call, List<Future<HttpResponse<String>>>> answers = new LinkedHashMap<>();
      for (int i = 0; i < CALLS; i++) {
        Call call = new Call(i % KEYS, random.nextInt(TAGS + 1) - 1, any(random, ASKED));
        answers
            .computeIfAbsent(call, _ -> new ArrayList<>())
            .add(threads.submit(call.over(gateway, random)));
        if (i == CALLS / 2) {
          gateway.next().set(settings.with(Clocks.DEFAULT, settings.retries()));
          gateway.admin("POST", "/reload");
          mocks.getFirst().close();
        }
      }
      int barred = 0;
      for (Map.Entry<Call, List<Future<HttpResponse<String>>>> each : answers.entrySet()) {
        barred += barred(settings, each.getKey(), each.getValue());
      }
      assertThat(barred).as("some, not all, may go nowhere").isBetween(1, CALLS - 1);
      TestGateway.await(() -> !mirrors(gateway));
      assertBound(settings, answers.keySet(), gateway.ledger().rows());
      leftOut.add(gateway.admin("GET", "/metrics").body().replaceAll(OUTSIDE, "$1"));
    } finally {
      mocks.forEach(MockUpstream::close);
    }
  }

  /// Whether copies are under way.
  private static boolean mirrors(TestGateway gateway) {
    try {
      return !gateway.admin("GET", "/metrics").body().contains("breakeven_mirrors_in_flight 0\n");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// How many of the answers are 403: for a model by its own name all of them, or none.
  private static int barred(
      GatewaySettings settings, Call call, List<Future<HttpResponse<String>>> answers)
      throws InterruptedException {
    int barred = 0;
    for (Future<HttpResponse<String>> each : answers) {
      try {
        boolean refused = each.get().statusCode() == 403;
        if (MODELS.contains(call.model())) {
          assertThat(refused).as("%s", call).isEqualTo(call.isBarred(settings));
        }
        barred += refused ? 1 : 0;
      } catch (ExecutionException cut) {
        // a stream that broke ends without its end; nobody is left waiting
        assertThat(cut)
            .hasCauseInstanceOf(IOException.class)
            .cause()
            .isNotInstanceOf(HttpTimeoutException.class);
      }
    }
    return barred;
  }

  private void assertBound(GatewaySettings settings, Set<Call> calls, List<Attempt> rows) {
    int seen = 0;
    int outside = 0;
    int mock = 0;
    for (UpstreamSettings upstream : settings.upstreams()) {
      for (int replica = 0; replica < upstream.replicas().size(); replica++, mock++) {
        for (MockRequest request : mocks.get(mock).requests()) {
          seen++;
          Call call =
              calls.stream()
                  .filter(each -> request.text().contains(each.user()))
                  .findFirst()
                  .orElseThrow();
          assertThat(call.mayGo(settings, upstream)).as("%s at %s", call, upstream).isTrue();
        }
      }
      outside += calls.stream().anyMatch(call -> !call.mayGo(settings, upstream)) ? 1 : 0;
    }
    assertThat(seen).as("calls arrived").isPositive();
    assertThat(outside).as("there was a way to go wrong").isPositive();
    assertThat(rows)
        .as("calls went on to others")
        .anyMatch(row -> !row.isMirror() && row.id().attempt() > 1);
    assertThat(rows).as("calls were copied").anyMatch(Attempt::isMirror);
  }
}
