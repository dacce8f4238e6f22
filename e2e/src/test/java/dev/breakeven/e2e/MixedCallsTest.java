package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import dev.breakeven.e2e.MixedCalls.Call;
import dev.breakeven.e2e.MixedCalls.Counted;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  @TempDir Path folder;
  private PackagedApp app;
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
      String url = app.said("url");
      callAll(url, calls, script);
      gateway.destroy();
      assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
    Map<String, List<Attempt>> rows = LedgerRows.bySession(folder);
    compare(calls, script, rows);
    assertThat(app.sh("$BE ledger verify --ledger ledger --json").out())
        .contains("\"ok\":true", "\"unclosed\":0");
  }

  private Process start(MockUpstream mock) throws Exception {
    Files.writeString(folder.resolve("prices.jsonl"), MixedCalls.PRICES);
    Files.writeString(
        folder.resolve("breakeven.yaml"),
        """
        serve:
          port: 0
          backoff: 20ms
          idle-timeout: 2s
          upstreams:
            - {name: o, url: "%1$s", provider: acme, dialect: openai, models: [gpt]}
            - {name: a, url: "%1$s", provider: acme, dialect: anthropic, models: [claude]}
          budgets:
            - {scope: total, usd: 100000, period: forever}
        """
            .formatted(mock.uri()));
    return app.serve("--prices prices.jsonl");
  }

  private void callAll(String url, int calls, MixedCalls script) throws Exception {
    AtomicInteger next = new AtomicInteger();
    MixedClient client = new MixedClient(url, script);
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      clients.add(done);
      Thread.startVirtualThread(
          () -> {
            try {
              for (int n = next.getAndIncrement(); n < calls; n = next.getAndIncrement()) {
                statuses.put(n, client.make(new Call(n)));
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
      assertThat(statuses.getOrDefault(n, 0)).as("%s %s", call, call.fate()).isEqualTo(call.told());
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
