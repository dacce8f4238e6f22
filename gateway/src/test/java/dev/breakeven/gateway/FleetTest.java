package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.MockHttp;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Several replicas, overflow to an API, and what operators may do while it runs.
class FleetTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello"));

  private static UpstreamSettings own(Optional<Integer> spillAt, URI... urls) {
    return new UpstreamSettings(
        "own",
        Dialect.OPENAI,
        List.of(urls),
        "self-hosted",
        "",
        true,
        Optional.empty(),
        Map.of(),
        BalancePolicy.LEAST_LOADED,
        spillAt);
  }

  private static CompletableFuture<Integer> begin(TestGateway gateway) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            status.complete(gateway.post(PATH, TestGateway.chat(false)).statusCode());
          } catch (Exception e) {
            status.completeExceptionally(e);
          }
        });
    return status;
  }

  @Test
  void callsAreSpreadAndOverflowGoesToTheApi() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    MockUpstream.Script waiting =
        (request, response) -> {
          release.await();
          HELLO.write(request, response);
        };
    try (MockUpstream one = MockUpstream.start(waiting);
        MockUpstream two = MockUpstream.start(waiting);
        MockUpstream api = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(
                    List.of(
                        own(Optional.of(2), one.uri(), two.uri()),
                        TestGateway.upstream("api", Dialect.OPENAI, api.uri()))))) {
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        int running = i;
        calls.add(begin(gateway));
        TestGateway.await(() -> one.running() + two.running() == running);
      }
      assertThat(one.running()).isEqualTo(2);
      assertThat(two.running()).isEqualTo(2);

      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      assertThat(api.requests()).hasSize(1);
      assertThat(gateway.rows(1).getFirst().call().routeReason()).isEqualTo("api: spilled");
      release.countDown();
      calls.forEach(call -> assertThat(call.join()).isEqualTo(200));
      assertThat(gateway.rows(5))
          .filteredOn(row -> row.call().provider().equals("self-hosted"))
          .hasSize(4)
          .allMatch(row -> row.cost() instanceof Cost.Unpriced);
      assertThat(gateway.admin("GET", "/metrics").body())
          .contains("breakeven_spilled_total 1\n")
          .contains("breakeven_requests_total 5\n")
          .contains("breakeven_in_flight 0\n");
    }
  }

  @Test
  void aReplicaThatIsBackGetsCallsAgainThoughAnotherNeverFailed() throws Exception {
    Retries soon = new Retries(3, Duration.ofMillis(1), Duration.ZERO, 1, Duration.ofMillis(50));
    MockUpstream gone = MockUpstream.start(HELLO::write);
    gone.close();
    try (MockUpstream healthy = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(List.of(own(Optional.empty(), gone.uri(), healthy.uri())))
                    .with(Clocks.DEFAULT, soon))) {
      for (int i = 0; i < 8; i++) {
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      }
      String down = "breakeven_replica_down{upstream=\"own\",replica=\"127.0.0.1:%d\"} 1";
      assertThat(gateway.admin("GET", "/metrics").body()).contains(down.formatted(gone.port()));

      try (MockUpstream back = MockUpstream.start(gone.port(), HELLO::write)) {
        TestGateway.await(
            () -> {
              assertThat(begin(gateway).join()).isEqualTo(200);
              return !back.requests().isEmpty();
            });
        assertThat(gateway.admin("GET", "/metrics").body())
            .doesNotContain(down.formatted(gone.port()));
      }
    }
  }

  private static TestGateway resting(Duration rest, URI uri) {
    return TestGateway.start(
        GatewaySettings.of(List.of(own(Optional.empty(), uri)))
            .with(Clocks.DEFAULT, new Retries(1, Duration.ofMillis(1), Duration.ZERO, 1, rest)));
  }

  private static boolean isDown(TestGateway gateway) {
    try {
      return gateway
          .admin("GET", "/metrics")
          .body()
          .lines()
          .anyMatch(line -> line.startsWith("breakeven_replica_down{") && line.endsWith(" 1"));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReplicaThatIsBackIsFoundWithoutACall() throws Exception {
    MockUpstream gone = MockUpstream.start(HELLO::write);
    gone.close();
    try (TestGateway gateway = resting(Duration.ofMillis(50), gone.uri())) {
      for (int i = 0; i < 5; i++) {
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(502);
      }
      assertThat(isDown(gateway)).isTrue();
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(503);

      try (MockUpstream back = MockUpstream.start(gone.port(), HELLO::write)) {
        TestGateway.await(() -> !isDown(gateway));
        assertThat(back.requests()).isEmpty();
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aReplicaThatShowsNoModelsIsTriedByCalls() throws Exception {
    AtomicBoolean well = new AtomicBoolean();
    try (MockHttp engine =
            new MockHttp(
                asked ->
                    asked.path().equals("/v1/models")
                        ? MockHttp.Said.status(404)
                        : well.get() ? MockHttp.Said.ok("{}") : MockHttp.Said.status(503));
        TestGateway gateway = resting(Duration.ofMillis(50), engine.uri())) {
      for (int i = 0; i < 5; i++) {
        gateway.post(PATH, TestGateway.chat(false));
      }
      assertThat(isDown(gateway)).isTrue();
      well.set(true);
      TestGateway.await(() -> begin(gateway).join() == 200);
      assertThat(isDown(gateway)).isFalse();
      assertThat(engine.asked()).filteredOn(each -> each.path().equals("/v1/models")).hasSize(1);
    }
  }

  @Test
  void aReplicaThatOnlyShowsItsModelsIsLeftAtItsNextFailure() throws Exception {
    try (MockHttp engine =
            new MockHttp(
                asked ->
                    asked.path().equals("/v1/models")
                        ? MockHttp.Said.ok("{}")
                        : MockHttp.Said.status(503));
        TestGateway gateway = resting(Duration.ofMillis(1500), engine.uri())) {
      for (int i = 0; i < 5; i++) {
        gateway.post(PATH, TestGateway.chat(false));
      }
      TestGateway.await(() -> !isDown(gateway));
      // the first of these is believed to be answered, the others come while it rests for 3 s
      for (int i = 0; i < 3; i++) {
        gateway.post(PATH, TestGateway.chat(false));
      }
      assertThat(engine.asked()).filteredOn(each -> each.path().equals(PATH)).hasSize(6);
    }
  }

  @Test
  void aReplicaThatDiesIsLeftAndItsCallsAreAnswered() throws Exception {
    URI dead;
    try (MockUpstream gone = MockUpstream.start(HELLO::write)) {
      dead = gone.uri();
    }
    try (MockUpstream two = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(List.of(own(Optional.empty(), dead, two.uri()))))) {
      for (int i = 0; i < 20; i++) {
        assertThat(gateway.post(PATH, TestGateway.chat(i % 2 == 0)).statusCode()).isEqualTo(200);
      }
      assertThat(two.requests()).hasSize(20);
      assertThat(gateway.admin("GET", "/metrics").body())
          .contains("replica=\"127.0.0.1:" + dead.getPort() + "\"} 1\n");
    }
  }

  @Test
  void aDrainedReplicaGetsNoNewCalls() throws Exception {
    try (MockUpstream one = MockUpstream.start(HELLO::write);
        MockUpstream two = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(List.of(own(Optional.empty(), one.uri(), two.uri()))))) {
      String replica = "?replica=127.0.0.1:" + one.port();
      assertThat(gateway.admin("GET", "/drain" + replica).statusCode()).isEqualTo(405);
      assertThat(gateway.admin("POST", "/drain?replica=x").statusCode()).isEqualTo(404);
      assertThat(gateway.admin("POST", "/drain" + replica).body()).isEqualTo("draining\n");
      for (int i = 0; i < 4; i++) {
        gateway.post(PATH, TestGateway.chat(false));
      }
      assertThat(one.requests()).isEmpty();
      gateway.admin("POST", "/undrain" + replica);
      gateway.post(PATH, TestGateway.chat(false));
      assertThat(one.requests()).hasSize(1);
    }
  }

  @Test
  void aReloadKeepsWhatRunsAndWhatWasSpent() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream before =
            MockUpstream.start(
                (request, response) -> {
                  if (request.stream()) {
                    response.stream()
                        .chunk("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n");
                    release.await();
                    response
                        .chunk("data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n")
                        .chunk("data: [DONE]\n\n")
                        .end();
                  } else {
                    HELLO.write(request, response);
                  }
                });
        MockUpstream after = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.start(capped(before, "0.1"))) {
      CompletableFuture<String> stream = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            try {
              stream.complete(gateway.post(PATH, TestGateway.chat(true)).body());
            } catch (Exception e) {
              stream.completeExceptionally(e);
            }
          });
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      TestGateway.await(() -> before.running() == 1);

      // one plain call cost 11 x 2000 + 1 x 10000 nano-dollars: that is all there is now
      gateway.next().set(capped(after, "0.000032"));
      assertThat(gateway.admin("POST", "/reload").body()).isEqualTo("reloaded\n");
      HttpResponse<String> refused = gateway.post(PATH, TestGateway.chat(false));
      gateway.next().set(capped(after, "1"));
      gateway.admin("POST", "/reload");

      assertThat(refused.statusCode()).isEqualTo(402);
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      assertThat(after.requests()).hasSize(1);
      release.countDown();
      assertThat(stream.join()).endsWith("data: [DONE]\n\n");
    }
  }

  private static GatewaySettings capped(MockUpstream mock, String usd) {
    return GatewaySettings.of(TestGateway.upstreams(mock))
        .with(
            TestGateway.caps(
                new SpendCap(
                    ScopeKind.TOTAL,
                    Optional.empty(),
                    Usd.parse(usd),
                    Period.DAY,
                    ZoneOffset.UTC)));
  }
}
