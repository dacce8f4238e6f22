package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What clients say of a call in headers: tag, session and service, over real sockets.
class TagTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Completion HELLO = Completion.of(List.of("hello"));
  private static final Tag NIGHTLY = new Tag("nightly", Set.of(), Set.of());
  private static final Tag WEB = new Tag("web", Set.of(), Set.of());
  private static final int SESSIONS = 8;
  private static final Tag AMERICAN = new Tag("us-only", Set.of(), Set.of("us"));

  private static UpstreamSettings in(String region, MockUpstream mock, String... models) {
    return new UpstreamSettings(
        region,
        Dialect.OPENAI,
        List.of(mock.uri()),
        "acme",
        region,
        false,
        Optional.empty(),
        models.length == 0 ? Map.of() : Map.of(models[0], models[0]),
        BalancePolicy.LEAST_LOADED,
        Optional.empty());
  }

  private static Access access(List<SpendCap> caps, List<RateLimit> limits, Tag... tags) {
    return new Access(List.of(), caps, limits, List.of(tags));
  }

  private static HttpResponse<String> post(TestGateway gateway, String... headers)
      throws Exception {
    return gateway.post(PATH, TestGateway.chat(false), headers);
  }

  @Test
  void aKeyAndATagThatExcludeEachOtherAre403WithBothNames() throws Exception {
    VirtualKey european =
        new VirtualKey(
            "eu",
            KeyRing.hash("secret"),
            "",
            "",
            Optional.empty(),
            Set.of(),
            Set.of(),
            Set.of("eu"));
    try (MockUpstream eu = MockUpstream.start(HELLO::write);
        MockUpstream us = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(List.of(in("eu", eu), in("us", us)))
                    .with(
                        new Access(
                            List.of(european),
                            List.of(),
                            List.of(),
                            List.of(AMERICAN, NIGHTLY))))) {
      HttpResponse<String> neither =
          post(gateway, "x-api-key", "secret", "x-breakeven-tag", "us-only");
      assertThat(neither.statusCode()).isEqualTo(403);
      assertThat(neither.body())
          .contains("outside the providers and regions of key eu and tag us-only")
          .contains("\"code\":\"no_allowed_target\"");
      assertThat(eu.requests()).isEmpty();

      // a tag that keeps calls from nowhere widens nothing
      assertThat(post(gateway, "x-api-key", "secret", "x-breakeven-tag", "nightly").statusCode())
          .isEqualTo(200);
      assertThat(eu.requests()).hasSize(1);
      assertThat(us.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightIy",
        "NIGHTLY",
        "nightly,us-only",
        "nightly us-only",
        "<script>",
        "\u00e4",
        "nightly\u0000",
        "",
      })
  void aTagThatIsNotConfiguredIsRefusedBeforeTheBodyIsRead(String tag) throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock))
                    .with(access(List.of(), List.of(), NIGHTLY, AMERICAN)));
        Socket socket = gateway.socket()) {
      TestGateway.send(socket, PATH, TestGateway.chat(false), "X-Breakeven-Tag: " + tag);
      byte[] head = new byte[1024];
      String answer = new String(head, 0, socket.getInputStream().read(head));

      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<script>");
      assertThat(mock.requests()).isEmpty();
      assertThat(gateway.ledger().openings()).isEmpty();
    }
  }

  @Test
  void aTagIsNamedOnceAndItsNameIsQuotedOnlyWhenItIsAWord() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock))
                    .with(access(List.of(), List.of(), NIGHTLY)))) {
      HttpResponse<String> misspelt = post(gateway, "x-breakeven-tag", "nightIy");
      HttpResponse<String> twice =
          post(gateway, "x-breakeven-tag", "nightly", "x-breakeven-tag", "nightly");
      HttpResponse<String> endless = post(gateway, "x-breakeven-tag", "x".repeat(10_000));

      assertThat(List.of(misspelt, twice, endless))
          .allSatisfy(
              answer -> {
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.body()).contains("\"code\":\"tag_unknown\"").hasSizeLessThan(300);
              });
      assertThat(misspelt.body()).contains("tag 'nightIy' is not configured here");
      assertThat(twice.body()).contains("takes the name of one tag");
      assertThat(mock.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-session-id", "x-breakeven-service"})
  void aSessionOrServiceIsAShortLineOfAscii(String header) throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway = TestGateway.over(mock)) {
      HttpResponse<String> longest = post(gateway, header, "s".repeat(256));
      HttpResponse<String> longer = post(gateway, header, "s".repeat(257));

      assertThat(longest.statusCode()).isEqualTo(200);
      assertThat(longer.statusCode()).isEqualTo(400);
      assertThat(longer.body())
          .contains("header '" + header + "' takes at most 256 characters of ASCII");
      assertThat(mock.requests()).hasSize(1);
    }
  }

  @Test
  void tagAndSessionAreInTheLedgerAndNotToldToTheUpstream() throws Exception {
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock))
                    .with(access(List.of(), List.of(), NIGHTLY)))) {
      post(gateway, "x-breakeven-tag", "nightly", "x-session-id", "s 1");
      post(gateway);

      assertThat(gateway.rows(2))
          .extracting(row -> row.scope().tags(), row -> row.scope().session())
          .containsExactly(tuple(Map.of("tag", "nightly"), "s 1"), tuple(Map.of(), ""));
      assertThat(gateway.ledger().openings())
          .extracting(Opening::scope)
          .extracting(Scope::tag)
          .containsExactly("nightly", "");
      assertThat(mock.requests())
          .allSatisfy(
              request ->
                  assertThat(request.headers())
                      .doesNotContainKeys("x-breakeven-tag", "x-session-id"));
    }
  }

  @Test
  void racingClientsStayWithinTheCapsOfTheirTagAndTheirSession() throws Exception {
    // 60 words at 10 USD and 11 tokens read at 2 USD per million: 622 000 nano-dollars a call
    Completion answer = Completion.of(Completion.SIXTY).paced(Duration.ofMillis(5), Duration.ZERO);
    Usd ofTag = Usd.parse("0.01");
    Usd ofSession = Usd.parse("0.004");
    List<SpendCap> caps =
        List.of(
            new SpendCap(ScopeKind.TAG, Optional.of("nightly"), ofTag, Period.DAY, ZoneOffset.UTC),
            new SpendCap(
                ScopeKind.SESSION, Optional.empty(), ofSession, Period.DAY, ZoneOffset.UTC));
    try (MockUpstream mock = MockUpstream.start(answer::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock))
                    .with(access(caps, List.of(), NIGHTLY, WEB)))) {
      List<HttpResponse<String>> raced = race(gateway, 160);
      assertThat(raced).extracting(HttpResponse::statusCode).containsOnly(200, 402);
      assertThat(raced)
          .filteredOn(each -> each.statusCode() == 402)
          .extracting(HttpResponse::body)
          .anyMatch(body -> body.contains("session s1, day"));
      // what was reserved and not spent is free again: each goes on until its cap itself is near
      List<String> refusals = new ArrayList<>();
      for (int session = 0; session < SESSIONS; session++) {
        HttpResponse<String> last = call(gateway, session);
        while (last.statusCode() == 200) {
          last = call(gateway, session);
        }
        refusals.add(last.body());
      }
      assertThat(refusals.subList(1, 2)).allMatch(body -> body.contains("session s1, day"));
      assertThat(refusals).anyMatch(body -> body.contains("tag nightly, day"));

      List<Attempt> rows = gateway.ledger().rows();
      // the worst case of one more call: 100 tokens written, each byte of the body a token read
      Usd worst = new Usd(100 * 10_000L + 2_000L * TestGateway.chat(false).length());
      Usd nightly = spent(rows, scope -> scope.tag().equals("nightly"));
      assertThat(nightly).isLessThanOrEqualTo(ofTag);
      assertThat(nightly.plus(worst)).isGreaterThan(ofTag);
      for (int session = 0; session < SESSIONS; session++) {
        String name = "s" + session;
        Usd spent = spent(rows, scope -> scope.session().equals(name));
        assertThat(spent).as(name).isLessThanOrEqualTo(ofSession);
        if (session % 2 == 1) {
          assertThat(spent.plus(worst)).as("no tag holds %s", name).isGreaterThan(ofSession);
        }
      }
      assertThat(post(gateway).statusCode()).as("neither tag nor session").isEqualTo(200);
      assertThat(post(gateway, "x-breakeven-tag", "web").statusCode()).isEqualTo(200);
    }
  }

  /// Every second session is tagged `nightly`, the others `web`.
  private static HttpResponse<String> call(TestGateway gateway, int number) throws Exception {
    int session = number % SESSIONS;
    String tag = session % 2 == 0 ? "nightly" : "web";
    return gateway.post(
        PATH,
        TestGateway.chat(number % 3 == 0),
        "x-breakeven-tag",
        tag,
        "x-session-id",
        "s" + session);
  }

  private static List<HttpResponse<String>> race(TestGateway gateway, int clients) {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int number = client;
      CompletableFuture<HttpResponse<String>> done = new CompletableFuture<>();
      calls.add(done);
      Thread.startVirtualThread(
          () -> {
            try {
              go.await();
              done.complete(call(gateway, number));
            } catch (Exception e) {
              done.completeExceptionally(e);
            }
          });
    }
    go.countDown();
    return calls.stream().map(CompletableFuture::join).toList();
  }

  private static Usd spent(List<Attempt> rows, Predicate<Scope> of) {
    return rows.stream()
        .filter(row -> of.test(row.scope()))
        .map(row -> ((Cost.Priced) row.cost()).usd())
        .reduce(Usd.ZERO, Usd::plus);
  }

  @Test
  void aTagHasItsOwnLimitOnRequests() throws Exception {
    RateLimit once = new RateLimit(ScopeKind.TAG, Optional.of("nightly"), 1, 0, 0);
    try (MockUpstream mock = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(TestGateway.upstreams(mock))
                    .with(access(List.of(), List.of(once), NIGHTLY, WEB)))) {
      assertThat(post(gateway, "x-breakeven-tag", "nightly").statusCode()).isEqualTo(200);
      HttpResponse<String> second = post(gateway, "x-breakeven-tag", "nightly");
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.body()).contains("tag nightly: 1 requests a minute");
      assertThat(post(gateway, "x-breakeven-tag", "web").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aReloadChangesWhereATagMayGoAndWhetherItIsKnown() throws Exception {
    try (MockUpstream eu = MockUpstream.start(HELLO::write);
        MockUpstream us = MockUpstream.start(HELLO::write)) {
      GatewaySettings plain = GatewaySettings.of(List.of(in("eu", eu), in("us", us)));
      try (TestGateway gateway =
          TestGateway.start(
              plain.with(
                  access(List.of(), List.of(), new Tag("us-only", Set.of(), Set.of("eu")))))) {
        assertThat(post(gateway, "x-breakeven-tag", "us-only").statusCode()).isEqualTo(200);
        assertThat(us.requests()).isEmpty();

        gateway.next().set(plain.with(access(List.of(), List.of(), AMERICAN)));
        gateway.admin("POST", "/reload");
        assertThat(post(gateway, "x-breakeven-tag", "us-only").statusCode()).isEqualTo(200);
        assertThat(us.requests()).hasSize(1);

        gateway.next().set(plain);
        gateway.admin("POST", "/reload");
        assertThat(post(gateway, "x-breakeven-tag", "us-only").statusCode()).isEqualTo(400);
        assertThat(eu.requests()).hasSize(1);
      }
    }
  }

  @Test
  void theListOfModelsIsOfWhereTheTagMayGo() throws Exception {
    try (MockUpstream eu = MockUpstream.start(HELLO::write);
        MockUpstream us = MockUpstream.start(HELLO::write);
        TestGateway gateway =
            TestGateway.start(
                GatewaySettings.of(List.of(in("eu", eu), in("us", us, "small")))
                    .with(access(List.of(), List.of(), AMERICAN)))) {
      HttpResponse<String> american =
          gateway
              .client()
              .send(
                  gateway.request("/v1/models").header("x-breakeven-tag", "us-only").build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(american.body()).contains("\"id\":\"small\"").doesNotContain("\"mock\"");
      assertThat(gateway.get("/v1/models").body())
          .as("what the first says that takes any")
          .contains("\"id\":\"mock\"")
          .doesNotContain("small");
    }
  }
}
