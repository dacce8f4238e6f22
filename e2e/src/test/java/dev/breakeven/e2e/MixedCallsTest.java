package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.e2e.MixedCalls.Call;
import dev.breakeven.e2e.MixedCalls.Counted;
import dev.breakeven.e2e.MixedCalls.Fate;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway under calls of both dialects with every fault: its ledger against what the
/// upstream counted itself.
class MixedCallsTest {
  private static final int CLIENTS = 48;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private PackagedApp app;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

  @BeforeEach
  void needsTheApp() {
    assumeThat(PackagedApp.isBuilt()).as("the app is built by ./dev test").isTrue();
    app = new PackagedApp(folder);
  }

  @Test
  void theLedgerIsTheUpstreamsOwnCount() throws Exception {
    theLedgerAgreesOver(2_000);
  }

  @Test
  @Tag("slow")
  void theLedgerIsTheUpstreamsOwnCountOverAHundredThousandCalls() throws Exception {
    theLedgerAgreesOver(100_000);
  }

  private void theLedgerAgreesOver(int calls) throws Exception {
    MixedCalls script = new MixedCalls();
    try (MockUpstream mock = MockUpstream.start(script)) {
      Process gateway = start(mock);
      String url =
          Files.readString(folder.resolve("stdout")).replaceAll(".*\"url\":\"([^\"]+)\".*\n", "$1");
      callAll(url, calls, script);
      gateway.destroy();
      assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
    Map<String, List<Attempt>> rows = rows();
    compare(calls, script, rows);
    assertThat(app.sh("$BE ledger verify --ledger ledger --json").out())
        .contains("\"ok\":true", "\"unclosed\":0");
  }

  private Process start(MockUpstream mock) throws Exception {
    StringBuilder prices = new StringBuilder();
    for (String model : List.of("gpt", "claude")) {
      prices
          .append("{\"provider\":\"acme\",\"model\":\"" + model + "\",\"as_of\":\"2026-11-01\",")
          .append("\"prices\":[{\"input\":\"2\",\"cache_read\":\"1\",\"output\":\"10\"}]}\n");
    }
    Files.writeString(folder.resolve("prices.jsonl"), prices);
    Files.writeString(
        folder.resolve("breakeven.yaml"),
        """
        serve:
          port: 0
          backoff: 20ms
          upstreams:
            - {name: o, url: "%1$s", provider: acme, dialect: openai, models: [gpt]}
            - {name: a, url: "%1$s", provider: acme, dialect: anthropic, models: [claude]}
          budgets:
            - {scope: total, usd: 100000, period: forever}
        """
            .formatted(mock.uri()));
    Process process = app.start("exec $BE serve --ledger ledger --prices prices.jsonl", Map.of());
    Path out = folder.resolve("stdout");
    for (int i = 0; i < 1200 && process.isAlive() && !Files.readString(out).endsWith("\n"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(Files.readString(out)).as(Files.readString(folder.resolve("stderr"))).isNotEmpty();
    return process;
  }

  private void callAll(String url, int calls, MixedCalls script) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      clients.add(done);
      Thread.startVirtualThread(
          () -> {
            try {
              for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                make(new Call(n), url, script);
              }
              done.complete(null);
            } catch (Exception e) {
              done.completeExceptionally(e);
            }
          });
    }
    for (CompletableFuture<Void> one : clients) {
      one.get();
    }
  }

  private void make(Call call, String url, MixedCalls script) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + call.path()))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("x-session-id", call.session())
            .POST(HttpRequest.BodyPublishers.ofString(call.body()))
            .build();
    if (call.fate() == Fate.LEFT && !call.stream()) {
      CompletableFuture<HttpResponse<String>> sent =
          client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
      script.awaitAsked(call);
      sent.cancel(true);
      return;
    }
    int status = read(request, call);
    while (status == 503) {
      // five failures happened to come in a row: the gateway leaves the upstream alone for a while
      TimeUnit.MILLISECONDS.sleep(200);
      status = read(request, call);
    }
    statuses.put(call.number(), status);
  }

  private int read(HttpRequest request, Call call) throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (call.fate() == Fate.LEFT) {
        assertThat(body.read()).isPositive();
      } else {
        body.readAllBytes();
      }
      return answer.statusCode();
    } catch (IOException cut) {
      return -1;
    }
  }

  private Map<String, List<Attempt>> rows() {
    Map<String, List<Attempt>> rows = new HashMap<>();
    Wiring wiring = new Wiring(Clock.systemUTC(), new Surroundings(Map.of(), folder, folder));
    try (LedgerReader reader = wiring.ledger(Optional.of(folder.resolve("ledger"))).reader()) {
      reader.attempts(
          Optional.empty(),
          Optional.empty(),
          row -> rows.computeIfAbsent(row.scope().session(), _ -> new ArrayList<>()).add(row));
      assertThat(reader.unclosed()).isEmpty();
    }
    rows.values().forEach(list -> list.sort(Comparator.comparingInt(row -> row.id().attempt())));
    return rows;
  }

  private void compare(int calls, MixedCalls script, Map<String, List<Attempt>> rows) {
    Tally tally = new Tally();
    for (int n = 0; n < calls; n++) {
      Call call = new Call(n);
      List<Counted> counted = script.counted(call);
      List<Attempt> written = rows.getOrDefault(call.session(), List.of());
      assertThat(written)
          .as("%s %s", call, call.fate())
          .extracting(row -> row.metered().state().name().toLowerCase(Locale.ROOT))
          .containsExactlyElementsOf(counted.stream().map(Counted::state).toList());
      assertThat(statuses.getOrDefault(n, 0)).as("%s %s", call, call.fate()).isEqualTo(told(call));
      for (int i = 0; i < counted.size(); i++) {
        tally.add(call, counted.get(i), written.get(i));
      }
    }
    assertThat(rows).hasSize(calls);
    System.Logger log = System.getLogger("e2e");
    log.log(System.Logger.Level.INFO, "{0} calls: {1}", calls, MixedCalls.fates(calls));
    log.log(System.Logger.Level.INFO, tally.toString());
    assertThat(tally.ledger).isEqualTo(tally.upstream);
  }

  /// What the client is told: -1 for a stream that breaks, 0 for nothing, since it left.
  private static int told(Call call) {
    return switch (call.fate()) {
      case WHOLE, BROKEN_ONCE, BUSY_ONCE, RESET_ONCE, UNCOUNTED -> 200;
      case REFUSED -> 400;
      case CUT -> call.stream() ? -1 : 502;
      case LEFT -> call.stream() ? 200 : 0;
    };
  }

  /// Sums over all rows, by the state of their usage.
  private static final class Tally {
    private final Map<String, long[]> byState = new HashMap<>();
    private Usd ledger = Usd.ZERO;
    private Usd upstream = Usd.ZERO;

    void add(Call call, Counted counted, Attempt row) {
      // 2, 1 and 10 dollars per million tokens
      Usd due =
          new Usd(
              (counted.prompt() - counted.cached()) * 2_000
                  + counted.cached() * 1_000
                  + counted.output() * 10_000);
      Usage usage = row.metered().usage();
      long[] sums = byState.computeIfAbsent(counted.state(), _ -> new long[5]);
      sums[0]++;
      if (counted.state().equals("reported")) {
        Usd cost = ((Cost.Priced) row.cost()).usd();
        assertThat(cost).as("%s %s", call, call.fate()).isEqualTo(due);
        assertThat(usage)
            .isEqualTo(
                new Usage(
                    counted.prompt() - counted.cached(),
                    counted.cached(),
                    0,
                    0,
                    counted.output(),
                    0));
        ledger = ledger.plus(cost);
        upstream = upstream.plus(due);
      }
      if (counted.output() > 0) {
        sums[1] += usage.totalInput();
        sums[2] += counted.prompt();
        sums[3] += usage.totalOutput();
        sums[4] += counted.output();
      }
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append("reported: ledger %s USD, upstream %s USD; ".formatted(ledger, upstream));
      byState.forEach(
          (state, sums) ->
              text.append(
                  "%s: %,d rows, where tokens were written %,d of %,d read and %,d of %,d written; "
                      .formatted(state, sums[0], sums[1], sums[2], sums[3], sums[4])));
      return text.toString();
    }
  }
}
