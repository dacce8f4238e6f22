package dev.breakeven.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.units.Usd;
import dev.breakeven.e2e.MixedCalls.Call;
import dev.breakeven.e2e.MixedCalls.Counted;
import dev.breakeven.e2e.MixedCalls.Fate;
import dev.breakeven.e2e.house.Repository;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway for half an hour of mixed calls at an even pace: every kind of fault, a
/// replica killed and back and a reload in each minute. Nothing fails but by a fault, and nothing
/// grows. What was seen goes to e2e/target/soak.
@Tag("slow")
class SoakTest {
  private static final int MINUTES = Integer.getInteger("breakeven.soak.minutes", 30);
  private static final int CALLS_A_SECOND = Integer.getInteger("breakeven.soak.rate", 30);
  private static final int SAMPLE_SECONDS = 15;
  private static final int KILL_SECOND = 20;
  private static final int BACK_SECOND = 40;
  private static final long NANOS = 1_000_000_000L;
  private static final Usd CAP = Usd.parse("0.25");

  /// Calls that ran then may have failed with their replica: nanoseconds.
  private record Outage(long from, long to) {}

  /// A call as the client saw it.
  private record Seen(long from, long to, int status) {
    boolean during(Outage outage) {
      return from <= outage.to && to >= outage.from;
    }
  }

  @TempDir Path folder;
  private PackagedApp app;
  private final MixedCalls script = new MixedCalls();
  private final HttpClient operator = HttpClient.newHttpClient();
  private final Map<Integer, Seen> seen = new ConcurrentHashMap<>();
  private final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<Vitals> samples = new ArrayList<>();
  private final Map<String, Double> growth = new TreeMap<>();
  private final StringBuilder report = new StringBuilder();

  @BeforeEach
  void needsTheAppAndProc() {
    assumeThat(PackagedApp.isBuilt()).as("the app is built by ./dev test").isTrue();
    assumeThat(Path.of("/proc/self/fd")).isDirectory();
    app = new PackagedApp(folder);
  }

  @Test
  void nothingFailsButByAFaultAndNothingGrows() throws Exception {
    int calls = MINUTES * 60 * CALLS_A_SECOND;
    int unavailable;
    try (MockUpstream first = MockUpstream.start(script);
        MockUpstream api = MockUpstream.start(script)) {
      MockUpstream second = MockUpstream.start(script);
      Process gateway = start(first, second, api);
      MixedClient client = new MixedClient(app.said("url"), script);
      long start = System.nanoTime();
      Thread driver = Thread.startVirtualThread(() -> callAll(client, calls, start));
      try (Replica replica = new Replica(second)) {
        watch(gateway, replica, first, api, start);
        driver.join();
      }
      unavailable = client.unavailable();
      assertThat(operate("GET", "/metrics")).contains("breakeven_in_flight 0\n");
      gateway.destroy();
      assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    try {
      reportGrowth();
      compare(calls, unavailable);
    } finally {
      Path out = Files.createDirectories(Repository.root().resolve("e2e/target/soak"));
      Files.writeString(out.resolve("report.md"), report);
      Files.write(out.resolve("vitals.csv"), samples.stream().map(Vitals::csv).toList());
    }
    assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
    assertThat(growth.get("heap after a full collection, MiB")).as("%s", report).isLessThan(2);
    assertThat(growth.get("threads")).as("%s", report).isLessThan(2);
    assertThat(growth.get("open files")).as("%s", report).isLessThan(10);
  }

  /// The second replica, which is killed and started again on its port.
  private final class Replica implements AutoCloseable {
    private final int port;
    private MockUpstream mock;
    private long killed;

    Replica(MockUpstream mock) {
      this.mock = mock;
      port = mock.port();
    }

    void kill() {
      killed = System.nanoTime();
      mock.close();
    }

    void back() {
      mock = MockUpstream.start(port, script);
      // the breaker lets it in again a while later
      outages.add(new Outage(killed, System.nanoTime() + NANOS));
    }

    @Override
    public void close() {
      mock.close();
    }
  }

  private Process start(MockUpstream first, MockUpstream second, MockUpstream api)
      throws Exception {
    Files.writeString(folder.resolve("prices.jsonl"), MixedCalls.PRICES);
    configure(first, second, api, 0);
    return app.serve("--prices prices.jsonl");
  }

  private void configure(MockUpstream first, MockUpstream second, MockUpstream api, int minute)
      throws Exception {
    Files.writeString(
        folder.resolve("breakeven.yaml"),
        """
        serve:
          port: 0
          backoff: %dms
          idle-timeout: 2s
          access-log: access.jsonl
          upstreams:
            - {name: own, url: ["%s", "%s"], preset: vllm, models: [gpt], spill-at: %d}
            - {name: api, url: "%4$s", provider: acme, dialect: openai, own: false, models: [gpt]}
            - {name: claude, url: "%4$s", provider: acme, dialect: anthropic, models: [claude]}
          keys:
            - {id: poor, sha256: %s, team: web}
            - {id: rich, sha256: %s, team: web}
          budgets:
            - {scope: key, of: poor, usd: %s, period: forever}
            - {scope: team, usd: 100000, period: month}
            - {scope: total, usd: 100000, period: day}
          limits:
            - {scope: key, requests-per-minute: 1000000, concurrent: 10000}
        """
            .replace("%4$s", api.uri().toString())
            .formatted(
                20 + minute % 2,
                first.uri(),
                second.uri(),
                minute % 2 == 0 ? 20 : 4,
                hash("poor"),
                hash("rich"),
                CAP));
  }

  private static String hash(String secret) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
  }

  private static String key(int number) {
    return number % 10 == 0 ? "poor" : "rich";
  }

  private String operate(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(app.said("admin_url") + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return operator.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /// Each call when it is due, however many still run.
  private void callAll(MixedClient client, int calls, long start) {
    List<Thread> running = new ArrayList<>();
    try {
      for (int n = 0; n < calls; n++) {
        sleepUntil(start + n * NANOS / CALLS_A_SECOND);
        int number = n;
        running.removeIf(thread -> !thread.isAlive());
        running.add(Thread.startVirtualThread(() -> call(client, number)));
      }
      for (Thread thread : running) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void call(MixedClient client, int number) {
    long from = System.nanoTime();
    try {
      int status = client.make(new Call(number), "authorization", "Bearer " + key(number));
      seen.put(number, new Seen(from, System.nanoTime(), status));
    } catch (Exception e) {
      failures.put(number, e);
    }
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, nanos - System.nanoTime()));
  }

  /// Kills, brings back, reloads and looks, second by second.
  private void watch(
      Process gateway, Replica replica, MockUpstream first, MockUpstream api, long start)
      throws Exception {
    for (int second = 1; second <= MINUTES * 60; second++) {
      sleepUntil(start + second * NANOS);
      switch (second % 60) {
        case 0 -> {
          configure(first, replica.mock, api, second / 60);
          assertThat(operate("POST", "/reload")).isEqualTo("reloaded\n");
        }
        case KILL_SECOND -> replica.kill();
        case BACK_SECOND -> replica.back();
        default -> {}
      }
      if (second % SAMPLE_SECONDS == 0) {
        samples.add(Vitals.of(gateway, second));
      }
    }
  }

  private void compare(int calls, int unavailable) throws Exception {
    Map<String, List<Attempt>> rows = LedgerRows.bySession(folder);
    Map<String, Integer> tally = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (int n = 0; n < calls; n++) {
      Call call = new Call(n);
      Seen one = seen.get(n);
      String what = "%s %s of %s".formatted(call, call.fate(), key(n));
      if (one == null) {
        wrong.add("%s: %s".formatted(what, failures.get(n)));
        continue;
      }
      List<String> counted = script.counted(call).stream().map(Counted::state).toList();
      List<String> written =
          rows.getOrDefault(call.session(), List.of()).stream()
              .map(row -> row.metered().state().name().toLowerCase(Locale.ROOT))
              .toList();
      boolean struck = outages.stream().anyMatch(one::during);
      if (one.status() == 402 && key(n).equals("poor")) {
        tally.merge("refused by a budget", 1, Integer::sum);
      } else if (one.status() == call.told() || isReplaced(call) && one.status() == 200) {
        tally.merge("as planned", 1, Integer::sum);
      } else if (struck && List.of(-1, 200, 502).contains(one.status())) {
        tally.merge("otherwise, with a replica down", 1, Integer::sum);
      } else {
        wrong.add("%s was told %d".formatted(what, one.status()));
      }
      if (!struck && !sorted(written).equals(sorted(counted))) {
        wrong.add("%s is %s in the ledger, and was %s".formatted(what, written, counted));
      }
    }
    report
        .append("| calls | %,d: %s |\n".formatted(calls, MixedCalls.fates(calls)))
        .append("| told to clients | %s; 503 and asked again %d |\n".formatted(tally, unavailable))
        .append("| not explained by a fault | %d |\n".formatted(wrong.size()));
    assertThat(wrong).isEmpty();
    assertThat(tally.getOrDefault("refused by a budget", 0)).isPositive();
    compareSpend(spent(rows, "poor"));
  }

  private void compareSpend(Usd spent) throws Exception {
    String verified = app.sh("$BE ledger verify --ledger ledger --json").out();
    report
        .append("| a cap of %s USD | %s spent |\n".formatted(CAP, spent))
        .append("| `ledger verify` | `%s` |\n".formatted(verified.strip()));
    assertThat(spent).isLessThanOrEqualTo(CAP);
    assertThat(verified).contains("\"ok\":true", "\"unclosed\":0");
  }

  /// An answer that is cut before anything of it went out is asked for elsewhere where there is
  /// another place: `gpt` has more than one, unless the call overflowed to the last.
  private static boolean isReplaced(Call call) {
    return call.fate() == Fate.CUT && !call.stream() && call.upstream() == Dialect.OPENAI;
  }

  private static List<String> sorted(List<String> states) {
    return states.stream().sorted().toList();
  }

  private static Usd spent(Map<String, List<Attempt>> rows, String key) {
    return rows.values().stream()
        .flatMap(List::stream)
        .filter(row -> row.scope().key().equals(key))
        .map(Attempt::cost)
        .filter(Cost.Priced.class::isInstance)
        .map(cost -> ((Cost.Priced) cost).usd())
        .reduce(Usd.ZERO, Usd::plus);
  }

  /// Of the last two thirds, when all is loaded that will be.
  private void reportGrowth() {
    List<Vitals> late = samples.subList(samples.size() / 3, samples.size());
    growth("heap after a full collection, MiB", late, Vitals::heapMb);
    growth("resident memory, MiB", late, Vitals::residentMb);
    growth("threads", late, Vitals::threads);
    growth("open files", late, Vitals::files);
  }

  private void growth(String what, List<Vitals> late, ToDoubleFunction<Vitals> figure) {
    Vitals from = late.getFirst();
    Vitals to = late.getLast();
    growth.put(what, Vitals.growth(late, figure));
    report.append(
        "| %s | %.1f at %.0f s, %.1f at %.0f s, %+.2f by regression |\n"
            .formatted(
                what,
                figure.applyAsDouble(from),
                from.seconds(),
                figure.applyAsDouble(to),
                to.seconds(),
                growth.get(what)));
  }
}
