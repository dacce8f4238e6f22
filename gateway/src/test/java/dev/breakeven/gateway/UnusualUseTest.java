package dev.breakeven.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.KeyHour;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.key.KeyRing;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.UnusualUse;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys that are used far beyond their own history, over real sockets, with a webhook that listens.
class UnusualUseTest {
  private static final String PATH = "/v1/chat/completions";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SEEN =
      "10.00002 USD in the hour from 2026-11-21T12:00:00Z;"
          + " its busiest hour in the 35 days before had 2.00 USD";

  /// 5,000,000 tokens read at 2 USD per million and two written at 10: 10.00002 USD.
  private static final Completion TEN_DOLLARS =
      Completion.of(List.of("Hel", "lo")).withPrompt(5_000_000, 0);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final MockUpstream mock = MockUpstream.start(TEN_DOLLARS::write);
  private final MockUpstream webhook =
      MockUpstream.start((request, response) -> response.json(200, "ok"));

  @AfterEach
  void close() {
    mock.close();
    webhook.close();
  }

  private GatewaySettings settings(UnusualUse mode) {
    Access access =
        new Access(List.of(key("ci"), key("web")), List.of(), List.of(), List.of(), mode);
    Operation operation =
        new Operation(
            Optional.empty(), Duration.ZERO, Optional.empty(), Optional.of(webhook.uri()));
    return GatewaySettings.of(TestGateway.upstreams(mock)).with(access).with(operation);
  }

  private static VirtualKey key(String id) {
    return new VirtualKey(
        id, KeyRing.hash("sk-" + id), "", "", Optional.empty(), Set.of(), Set.of(), Set.of());
  }

  /// A gateway whose ledger has two dollars of `ci` at 09:00 on each of so many days, and `today`.
  private TestGateway start(UnusualUse mode, int days, String today) {
    KeyWatch watch = new KeyWatch(folder);
    Instant morning = NOON.minus(Duration.ofHours(3));
    for (int back = 1; back <= days; back++) {
      Instant hour = morning.minus(Duration.ofDays(back));
      watch.restore(new KeyHour("ci", hour, Usd.ofDollars(2), 0));
    }
    watch.restore(new KeyHour("ci", NOON, Usd.parse(today), 0));
    watch.begin(mode, now.get());
    return TestGateway.start(settings(mode), now::get, watch);
  }

  private static HttpResponse<String> call(TestGateway gateway, String key) throws Exception {
    return gateway.post(PATH, TestGateway.chat(false), "authorization", "Bearer sk-" + key);
  }

  private static String metric(TestGateway gateway, String name) throws Exception {
    return gateway
        .admin("GET", "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .reduce("", String::concat);
  }

  @Test
  void aBurstIsToldOnceADayAndGoesOn() throws Exception {
    try (TestGateway gateway = start(UnusualUse.ALERT, 10, "0")) {
      // the first message is lost on the way
      webhook.script(
          (_, response) -> response.json(webhook.requests().size() == 1 ? 500 : 200, "ok"));
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      TestGateway.await(() -> webhook.requests().size() == 2);
      assertThat(webhook.requests())
          .allSatisfy(
              each ->
                  assertThat(each.text())
                      .isEqualTo(
                          "{\"text\":\"Key ci is used far beyond its own history: %s.\"}\n"
                              .formatted(SEEN)));
      assertThat(metric(gateway, "breakeven_unusual_use_total"))
          .isEqualTo("breakeven_unusual_use_total 1");

      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      now.set(NOON.plus(Duration.ofHours(2)));
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      // 30 USD on one day are its past now, 20 in one hour: a day like it is usual, 160 USD are not
      now.set(NOON.plus(Duration.ofDays(1)));
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(metric(gateway, "breakeven_unusual_use_total")).endsWith(" 1");
      mock.script(TEN_DOLLARS.withPrompt(75_000_000, 0)::write);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      TestGateway.await(() -> webhook.requests().size() == 3);
      assertThat(webhook.requests().getLast().text())
          .contains("160.00004 USD in the hour from 2026-11-22T12:00:00Z")
          .contains("its busiest hour in the 35 days before had 20.00004 USD");
    }
    assertThat(webhook.requests()).hasSize(3);
  }

  @Test
  void thirtyClientsThatBurstTogetherAreOneAlarm() throws Exception {
    try (TestGateway gateway = start(UnusualUse.ALERT, 10, "0")) {
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int client = 0; client < 30; client++) {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        calls.add(done);
        Thread.startVirtualThread(
            () -> {
              try {
                done.complete(call(gateway, "ci").statusCode());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
      }
      assertThat(calls.stream().map(CompletableFuture::join)).hasSize(30).containsOnly(200);
      TestGateway.await(() -> !webhook.requests().isEmpty());
      assertThat(metric(gateway, "breakeven_unusual_use_total")).endsWith(" 1");
    }
    assertThat(webhook.requests()).hasSize(1);
  }

  @Test
  void whatWasTodayBeforeTheStartIsNotToldAgain() throws Exception {
    try (TestGateway gateway = start(UnusualUse.ALERT, 10, "50")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(metric(gateway, "breakeven_unusual_use_total")).endsWith(" 0");
    }
    assertThat(webhook.requests()).isEmpty();
  }

  @Test
  void aSuspendedKeyIsRefusedUntilItIsLiftedAndNoRestartDoesThat() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "0")) {
      assertThat(call(gateway, "ci").statusCode()).as("it runs to its end").isEqualTo(200);

      HttpResponse<String> refused = call(gateway, "ci");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body())
          .contains("\"code\":\"key_suspended\"")
          .contains("key 'ci' is suspended since 2026-11-21T12:00:00Z", SEEN)
          .contains("POST /resume?key=ci at the admin URL");
      assertThat(gateway.client().send(models(gateway), HttpResponse.BodyHandlers.ofString()))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(403);
      assertThat(call(gateway, "web").statusCode()).as("other keys go on").isEqualTo(200);
      assertThat(metric(gateway, "breakeven_key_suspended"))
          .isEqualTo("breakeven_key_suspended{key=\"ci\"} 1");
      TestGateway.await(() -> webhook.requests().size() == 1);
      assertThat(webhook.requests().getFirst().text())
          .contains(SEEN)
          .contains("It is suspended; POST /resume?key=ci at the admin URL lifts it.");
    }
    now.set(NOON.plus(Duration.ofDays(3)));
    try (TestGateway gateway = start(UnusualUse.OFF, 0, "0")) {
      assertThat(call(gateway, "ci").body()).contains("since 2026-11-21T12:00:00Z", SEEN);
      assertThat(gateway.admin("GET", "/resume?key=ci").statusCode()).isEqualTo(405);
      assertThat(gateway.admin("POST", "/resume?key=web").statusCode()).isEqualTo(404);
      assertThat(gateway.admin("POST", "/resume").statusCode()).isEqualTo(404);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);

      assertThat(gateway.admin("POST", "/resume?key=ci").body()).isEqualTo("resumed\n");
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(metric(gateway, "breakeven_key_suspended")).isEmpty();
    }
    assertThat(webhook.requests()).hasSize(1);
  }

  private static java.net.http.HttpRequest models(TestGateway gateway) {
    return gateway.request("/v1/models").header("x-api-key", "sk-ci").build();
  }

  @Test
  void whatWasLiftedIsUsualAlsoAfterARestartAndFiveTimesAsMuchIsNot() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "0")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(gateway.admin("POST", "/resume?key=ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
    }
    // the ledger has 30 USD of this hour
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "30")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      now.set(NOON.plus(Duration.ofHours(1)));
      mock.script(TEN_DOLLARS.withPrompt(75_000_000, 0)::write);
      assertThat(call(gateway, "ci").statusCode()).as("150 USD in this hour").isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aStreamThatRunsWhileItsKeyIsSuspendedIsFinished() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "0")) {
      mock.script(
          Completion.of(Completion.SIXTY).paced(Duration.ZERO, Duration.ofMillis(25))::write);
      CompletableFuture<HttpResponse<String>> stream =
          gateway
              .client()
              .sendAsync(
                  gateway
                      .request(PATH)
                      .header("authorization", "Bearer sk-ci")
                      .POST(
                          java.net.http.HttpRequest.BodyPublishers.ofString(TestGateway.chat(true)))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      TestGateway.await(() -> mock.running() == 1);
      mock.script(TEN_DOLLARS::write);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);
      assertThat(mock.running()).as("the stream runs").isEqualTo(1);
      assertThat(stream.join().body()).contains("w59").endsWith("data: [DONE]\n\n");
    }
  }

  @Test
  void aSuspensionThatNoFileHasIsFoundInTheLedger() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "10")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);
      assertThat(mock.requests()).isEmpty();
    }
  }

  @Test
  void aYoungKeyMayDoWhatItLikes() throws Exception {
    mock.script(TEN_DOLLARS.withPrompt(500_000_000, 0)::write);
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 6, "0")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "web").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "web").statusCode()).isEqualTo(200);
    }
    assertThat(webhook.requests()).isEmpty();
  }

  @Test
  void oneThatUsesThreeTimesAsMuchEveryDayIsLetAlone() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "0")) {
      // from 6 USD to 4,374 within a week
      for (long tokens = 3_000_000; tokens < 3_000_000_000L; tokens *= 3) {
        mock.script(TEN_DOLLARS.withPrompt(tokens, 0)::write);
        assertThat(call(gateway, "ci").statusCode()).as("%d tokens", tokens).isEqualTo(200);
        now.updateAndGet(at -> at.plus(Duration.ofDays(1)));
      }
      assertThat(metric(gateway, "breakeven_unusual_use_total")).endsWith(" 0");
    }
    assertThat(webhook.requests()).isEmpty();
  }

  @Test
  void offIsOff() throws Exception {
    try (TestGateway gateway = start(UnusualUse.OFF, 10, "0")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);

      // told on reload that it matters
      gateway.next().set(settings(UnusualUse.SUSPEND));
      assertThat(gateway.admin("POST", "/reload").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(200);
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void aFileThatCannotBeReadLiftsNothing() throws Exception {
    try (TestGateway gateway = start(UnusualUse.SUSPEND, 10, "10")) {
      assertThat(call(gateway, "ci").statusCode()).isEqualTo(403);
    }
    Path file = onlyFile();
    Files.writeString(file, "{\"key\":\"ci\",\"at\":\"yesterday\",\"reason\":\"\"}");
    assertThatThrownBy(() -> new KeyWatch(folder))
        .isInstanceOfSatisfying(
            BreakevenException.class,
            e -> assertThat(e.oneLine()).contains("at: not a time", file + ":1", "or remove it"));
  }

  private Path onlyFile() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      return files.iterator().next();
    }
  }
}
