package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.admission.Problem;
import dev.breakeven.gateway.admission.Refusal;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockRequest;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Keys, budgets and rate limits over real sockets.
class BudgetTest {
  private static final String SECRET = "sk-be-0123";
  private static final VirtualKey CI =
      new VirtualKey(
          "ci",
          KeyRing.hash(SECRET),
          "web",
          "acme-inc",
          Optional.of("search"),
          Set.of("mock"),
          Set.of(),
          Set.of());

  private static SpendCap cap(ScopeKind scope, String usd) {
    return new SpendCap(scope, Optional.empty(), Usd.parse(usd), Period.DAY, ZoneOffset.UTC);
  }

  private static GatewaySettings settings(
      MockUpstream mock, List<VirtualKey> keys, List<SpendCap> caps, List<RateLimit> limits) {
    return GatewaySettings.of(TestGateway.upstreams(mock))
        .with(new GatewaySettings.Access(keys, caps, limits, List.of()));
  }

  private static Usd spent(List<Attempt> rows) {
    return rows.stream().map(row -> ((Cost.Priced) row.cost()).usd()).reduce(Usd.ZERO, Usd::plus);
  }

  @Test
  void twoHundredRacingClientsNeverSpendMoreThanTheCap() throws Exception {
    // 60 words at 10 USD and 11 tokens read at 2 USD per million: 622 000 nano-dollars a call
    Completion answer = Completion.of(Completion.SIXTY).paced(Duration.ofMillis(20), Duration.ZERO);
    try (MockUpstream mock = MockUpstream.start(answer::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "0.05")), List.of()))) {
      CountDownLatch go = new CountDownLatch(1);
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int client = 0; client < 200; client++) {
        boolean stream = client % 2 == 0;
        CompletableFuture<Integer> done = new CompletableFuture<>();
        calls.add(done);
        Thread.startVirtualThread(
            () -> {
              try {
                go.await();
                done.complete(
                    gateway.post("/v1/chat/completions", TestGateway.chat(stream)).statusCode());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
      }
      go.countDown();
      List<Integer> statuses = calls.stream().map(CompletableFuture::join).toList();

      long answered = statuses.stream().filter(status -> status == 200).count();
      List<Attempt> rows = gateway.rows((int) answered);
      assertThat(statuses).containsOnly(200, 402);
      assertThat(answered).isBetween(20L, 80L);
      assertThat(spent(rows)).isEqualTo(new Usd(622_000).times(answered));
      assertThat(spent(rows)).isLessThanOrEqualTo(Usd.parse("0.05"));
      assertThat(mock.requests()).hasSize((int) answered);

      // what was reserved and not spent is free again: calls go on until the cap itself is near
      int more = 0;
      while (gateway.post("/v1/chat/completions", TestGateway.chat(false)).statusCode() == 200) {
        more++;
      }
      Usd all = spent(gateway.rows((int) answered + more));
      assertThat(all).isLessThanOrEqualTo(Usd.parse("0.05"));
      // the worst case of one more call: 100 tokens written, each byte of the body a token read
      long worst = 100 * 10_000L + 2_000L * TestGateway.chat(false).length();
      assertThat(all.plus(new Usd(worst))).isGreaterThan(Usd.parse("0.05"));
    }
  }

  @Test
  void aRefusalNamesLimitSpendCapAndReset() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(CI), List.of(cap(ScopeKind.TEAM, "0.0001")), List.of()))) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/chat/completions", TestGateway.chat(false), "authorization", "Bearer " + SECRET);

      assertThat(answer.statusCode()).isEqualTo(402);
      assertThat(answer.body())
          .contains("team web, day", "0.00 of 0.0001 USD", "it resets at 2")
          .contains("\"code\":\"budget_exceeded\"");
      assertThat(answer.headers().firstValue("retry-after")).isPresent();
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void aCallWithoutABoundGetsOneWhereABudgetNeedsIt() throws Exception {
    String body = "{\"model\":\"mock\",\"messages\":[]}";
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway capped =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "1")), List.of()));
        TestGateway free = TestGateway.over(mock)) {
      assertThat(capped.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
      assertThat(free.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);

      assertThat(mock.requests())
          .extracting(MockRequest::text)
          .containsExactly("{\"max_tokens\":4096,\"model\":\"mock\",\"messages\":[]}", body);
    }
  }

  @Test
  void boundsBeyondAllReasonAreTooDearAndNoMore() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "1")), List.of()))) {
      String most = "2000000000";
      String body = TestGateway.chat(false).replace("100", most + ",\"n\":1000");

      assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(402);
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void everyPromptOfABatchCounts() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "0.0025")), List.of()))) {
      // 100 tokens of output cost 0.001: two prompts fit under the cap, three do not
      String body = "{\"model\":\"mock\",\"max_tokens\":100,\"prompt\":[%s]}";

      assertThat(gateway.post("/v1/completions", body.formatted("\"a\",\"b\",\"c\"")).statusCode())
          .isEqualTo(402);
      assertThat(gateway.post("/v1/completions", body.formatted("\"a\",\"b\"")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void whereNoMoreSessionsAreCountedTheRefusalSaysSo() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    Budgets budgets = new Budgets(List.of(cap(ScopeKind.SESSION, "1")));
    for (int i = 0; i < Budgets.MOST_VALUES; i++) {
      budgets.restore(session("s" + i), "mock", new Usd(1), noon, noon);
    }
    Admission admission =
        new Admission(
            GatewaySettings.Access.OPEN,
            new RateLimiter(List.of()),
            budgets,
            new KeyWatch(Path.of("target", "suspended-keys")));

    assertThat(admission.reserve(session("one more"), "mock", new Usd(1), noon))
        .isEqualTo(
            new Admission.Answer.No<>(
                new Refusal(
                    Problem.BUDGET_EXCEEDED,
                    "budget full: session one more, day: 250,000 others are counted, which is the"
                        + " most; it resets at 2026-11-22T00:00:00Z",
                    OptionalLong.of(43_200))));
    assertThat(admission.reserve(session("s7"), "mock", new Usd(1), noon))
        .isInstanceOf(Admission.Answer.Yes.class);
  }

  private static Scope session(String name) {
    return new Scope("", "", "", "", "", name, "", Map.of());
  }

  @Test
  void whatABodyCallsUserAndSessionIsKeptShort() throws Exception {
    // 255 characters, then one that takes two: it is not cut in half
    String name = "n".repeat(255) + "\uD83D\uDE00" + "and more";
    String body =
        TestGateway.chat(false)
            .replace("{\"model", "{\"user\":\"%s\",\"metadata\":{\"session_id\":\"%s\"},\"model")
            .formatted(name, "s".repeat(1024));
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway = TestGateway.over(mock)) {
      assertThat(gateway.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
      assertThat(mock.requests().getFirst().text()).as("it passes as it is").isEqualTo(body);
      Scope scope = gateway.rows(1).getFirst().scope();
      assertThat(scope.user()).isEqualTo("n".repeat(255));
      assertThat(scope.session()).isEqualTo("s".repeat(256));

      String model = TestGateway.chat(false).replace("mock", "m".repeat(257));
      HttpResponse<String> refused = gateway.post("/v1/chat/completions", model);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("'model' has more than 256 characters");
    }
  }

  @Test
  void anUnpricedModelIsRefusedUnderABudget() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "1")), List.of()))) {
      HttpResponse<String> answer =
          gateway.post(
              "/v1/chat/completions", TestGateway.chat(false).replace("mock", "unheard-of"));

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("model_unpriced");
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesBeforeTheEndPaysForWhatItGot() throws Exception {
    Completion slow = Completion.of(Completion.SIXTY).paced(Duration.ZERO, Duration.ofMillis(40));
    try (MockUpstream mock = MockUpstream.start(slow::write);
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "1")), List.of()))) {
      try (java.net.Socket socket = gateway.socket()) {
        TestGateway.send(socket, "/v1/chat/completions", TestGateway.chat(true));
        assertThat(socket.getInputStream().readNBytes(600)).isNotEmpty();
      }
      assertThat(spent(gateway.rows(1))).isGreaterThan(Usd.ZERO);
    }
  }

  @Test
  void whatNobodyKnowsTheCostOfIsHeldAndTheRowSaysHowMuch() throws Exception {
    try (MockUpstream mock = MockUpstream.start((_, response) -> response.reset());
        TestGateway gateway =
            TestGateway.start(
                settings(mock, List.of(), List.of(cap(ScopeKind.TOTAL, "1")), List.of()))) {
      assertThat(gateway.post("/v1/chat/completions", TestGateway.chat(false)).statusCode())
          .isEqualTo(502);

      // 100 tokens written, each byte of the body a token read
      long worst = 100 * 10_000L + 2_000L * TestGateway.chat(false).length();
      assertThat(gateway.rows(3))
          .allSatisfy(
              row -> {
                assertThat(row.cost()).isInstanceOf(Cost.Unpriced.class);
                assertThat(row.metered().state()).isEqualTo(Metered.State.ABSENT);
                assertThat(row.metered().charges()).containsExactly(Map.entry(Metered.HELD, worst));
              });
      assertThat(gateway.ledger().openings())
          .extracting(Opening::model)
          .containsExactly("mock", "mock", "mock");
    }
  }

  @Test
  void keysAreNeededTakenAsEveryLibrarySendsThemAndFixTheScope() throws Exception {
    try (MockUpstream mock = MockUpstream.start(Completion.of(Completion.SIXTY)::write);
        TestGateway gateway =
            TestGateway.start(settings(mock, List.of(CI), List.of(), List.of()))) {
      String path = "/v1/chat/completions";
      String chat = TestGateway.chat(false);
      assertThat(gateway.post(path, chat).statusCode()).isEqualTo(401);
      assertThat(gateway.post(path, chat, "authorization", "Bearer sk-be-x").statusCode())
          .isEqualTo(401);
      assertThat(gateway.get("/v1/models").statusCode()).isEqualTo(401);
      assertThat(gateway.post(path, chat, "authorization", "Bearer " + SECRET).statusCode())
          .isEqualTo(200);
      assertThat(gateway.post(path, chat, "x-api-key", SECRET).statusCode()).isEqualTo(200);
      assertThat(gateway.post(path, chat, "api-key", SECRET).statusCode()).isEqualTo(200);
      HttpResponse<String> forbidden =
          gateway.post(
              path,
              chat.replace("mock", "other"),
              "authorization",
              "Bearer " + SECRET,
              "x-breakeven-service",
              "mine");
      assertThat(forbidden.statusCode()).isEqualTo(403);
      assertThat(forbidden.body()).contains("key ci may not use model 'other'");
      assertThat(gateway.rows(3))
          .extracting(Attempt::scope)
          .allSatisfy(
              scope ->
                  assertThat(List.of(scope.key(), scope.service(), scope.team(), scope.tenant()))
                      .containsExactly("ci", "search", "web", "acme-inc"));
      assertThat(gateway.ledger().rows().toString()).doesNotContain(SECRET);
    }
  }

  @Test
  void regionsHoldOnFailoverToo() throws Exception {
    VirtualKey european =
        new VirtualKey(
            "eu", KeyRing.hash(SECRET), "", "", Optional.empty(), Set.of(), Set.of(), Set.of("eu"));
    try (MockUpstream eu =
            MockUpstream.start((_, response) -> response.json(503, "{\"error\":{}}"));
        MockUpstream us = MockUpstream.start(Completion.of(Completion.SIXTY)::write)) {
      List<UpstreamSettings> both = List.of(in("eu", eu), in("us", us));
      try (TestGateway gateway =
          TestGateway.start(GatewaySettings.of(both).with(TestGateway.keys(european)))) {
        HttpResponse<String> answer =
            gateway.post("/v1/chat/completions", TestGateway.chat(false), "x-api-key", SECRET);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(eu.requests()).isNotEmpty();
        assertThat(us.requests()).isEmpty();
      }
    }
  }

  private static UpstreamSettings in(String region, MockUpstream mock) {
    UpstreamSettings plain = TestGateway.upstream(region, Dialect.OPENAI, mock.uri());
    return new UpstreamSettings(
        region,
        plain.dialect(),
        plain.replicas(),
        plain.provider(),
        region,
        plain.own(),
        plain.secret(),
        plain.models(),
        plain.balance(),
        plain.spillAt());
  }

  @Test
  void limitsOnRequestsTokensAndConcurrencyAre429WithAWait() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream mock =
        MockUpstream.start(
            (request, response) -> {
              if (request.text().contains("wait")) {
                release.await();
              }
              Completion.of(Completion.SIXTY).write(request, response);
            })) {
      RateLimit twice = new RateLimit(ScopeKind.TOTAL, Optional.empty(), 2, 0, 0);
      RateLimit tokens = new RateLimit(ScopeKind.TOTAL, Optional.empty(), 0, 150, 0);
      RateLimit single = new RateLimit(ScopeKind.TOTAL, Optional.empty(), 0, 0, 1);
      String path = "/v1/chat/completions";
      String chat = TestGateway.chat(false);
      try (TestGateway gateway =
          TestGateway.start(settings(mock, List.of(), List.of(), List.of(twice)))) {
        assertThat(gateway.post(path, chat).statusCode()).isEqualTo(200);
        assertThat(gateway.post(path, chat).statusCode()).isEqualTo(200);
        HttpResponse<String> third = gateway.post(path, chat);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("total: 2 requests a minute");
        assertThat(Integer.parseInt(third.headers().firstValue("retry-after").orElseThrow()))
            .isBetween(1, 30);
      }
      try (TestGateway gateway =
          TestGateway.start(settings(mock, List.of(), List.of(), List.of(tokens)))) {
        assertThat(gateway.post(path, chat).statusCode()).isEqualTo(200);
        assertThat(gateway.post(path, chat).body()).contains("total: 150 tokens a minute");
      }
      try (TestGateway gateway =
          TestGateway.start(settings(mock, List.of(), List.of(), List.of(single)))) {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        Thread.startVirtualThread(
            () -> {
              try {
                first.complete(gateway.post(path, chat.replace("hi", "wait")).statusCode());
              } catch (Exception e) {
                first.completeExceptionally(e);
              }
            });
        TestGateway.await(() -> mock.running() == 1);
        assertThat(gateway.post(path, chat).body()).contains("total: 1 calls at once");
        release.countDown();
        assertThat(first.join()).isEqualTo(200);
        assertThat(gateway.post(path, chat).statusCode()).isEqualTo(200);
      }
    }
  }
}
