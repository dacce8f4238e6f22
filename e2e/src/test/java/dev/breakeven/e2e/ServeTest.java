package dev.breakeven.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.breakeven.cli.wiring.Surroundings;
import dev.breakeven.cli.wiring.Wiring;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged gateway as a process: started, used, killed and started again.
class ServeTest {
  private static final String CALL =
      "{\"model\":\"gpt-4o\",\"max_tokens\":1000,\"stream\":%s,\"messages\":[]}";
  private static final Usd CAP = Usd.parse("0.2");

  @TempDir Path folder;
  private PackagedApp app;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void needsTheApp() {
    assumeThat(PackagedApp.isBuilt()).as("the app is built by ./dev test").isTrue();
    app = new PackagedApp(folder);
  }

  /// A gateway that runs.
  private record Running(Process process, String url) {
    int status(HttpClient client, String body) {
      try {
        return client
            .send(
                HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                    .timeout(Duration.ofSeconds(20))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .statusCode();
      } catch (IOException e) {
        return 0;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Running start(MockUpstream mock) throws Exception {
    Files.writeString(
        folder.resolve("breakeven.yaml"),
        """
        serve:
          port: 0
          upstreams:
            - {name: api, url: "%s", provider: openai}
          budgets:
            - {scope: total, usd: %s, period: forever}
        """
            .formatted(mock.uri(), CAP));
    return new Running(app.serve(""), app.said("url"));
  }

  /// What is spent by the ledger, what was never closed at its reservation.
  private Usd spentAtMost() {
    Usd[] sum = {Usd.ZERO};
    try (LedgerReader reader = reader()) {
      reader.attempts(Optional.empty(), Optional.empty(), row -> sum[0] = sum[0].plus(usd(row)));
      for (Opening open : reader.unclosed()) {
        sum[0] = sum[0].plus(open.reserved());
      }
    }
    return sum[0];
  }

  private LedgerReader reader() {
    return new Wiring(Clock.systemUTC(), new Surroundings(Map.of(), folder, folder))
        .ledger(Optional.of(folder.resolve("ledger")))
        .reader();
  }

  private static Usd usd(Attempt row) {
    return ((Cost.Priced) row.cost()).usd();
  }

  @Test
  void aCapHoldsThroughKillsWhileClientsRace() throws Exception {
    Completion answer =
        Completion.of(Completion.SIXTY).paced(Duration.ofMillis(30), Duration.ofMillis(1));
    try (MockUpstream mock = MockUpstream.start(answer::write)) {
      for (int round = 0; round < 3; round++) {
        Running gateway = start(mock);
        AtomicInteger answered = new AtomicInteger();
        List<Thread> clients = new ArrayList<>();
        for (int one = 0; one < 16; one++) {
          String body = CALL.formatted(one % 2 == 0);
          clients.add(
              Thread.startVirtualThread(
                  () -> {
                    for (int i = 0; i < 20; i++) {
                      answered.addAndGet(gateway.status(client, body) == 200 ? 1 : 0);
                    }
                  }));
        }
        while (answered.get() < 8 && clients.stream().anyMatch(Thread::isAlive)) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        gateway.process().destroyForcibly().waitFor();
        for (Thread one : clients) {
          one.join();
        }
        assertThat(spentAtMost()).isLessThanOrEqualTo(CAP);
      }
      int open;
      try (LedgerReader reader = reader()) {
        open = reader.unclosed().size();
      }
      assertThat(open).as("attempts that a kill left open").isPositive();

      Running last = start(mock);
      int more = 0;
      while (more < 1000 && last.status(client, CALL.formatted(false)) == 200) {
        more++;
      }
      assertThat(last.status(client, CALL.formatted(false))).isEqualTo(402);
      last.process().destroy();
      last.process().waitFor();
      assertThat(spentAtMost()).isLessThanOrEqualTo(CAP);
    }
  }

  @Test
  void whatRunsEndsBeforeTheProcessDoes() throws Exception {
    Completion slow =
        Completion.of(Completion.SIXTY).paced(Duration.ofMillis(800), Duration.ofMillis(5));
    try (MockUpstream mock = MockUpstream.start(slow::write)) {
      Running gateway = start(mock);
      int[] status = {0};
      Thread call =
          Thread.startVirtualThread(() -> status[0] = gateway.status(client, CALL.formatted(true)));
      while (mock.running() == 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      gateway.process().destroy();
      call.join();

      assertThat(status[0]).isEqualTo(200);
      assertThat(gateway.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(app.sh("$BE ledger verify --ledger ledger --json").out()).contains("\"ok\":true");
      try (LedgerReader reader = reader()) {
        assertThat(reader.unclosed()).isEmpty();
      }
      assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
    }
  }

  @Test
  @Tag("slow")
  void aLedgerThatGrewIsCompactedByAProcessOfItsOwnWhileCallsAreServed() throws Exception {
    Wiring wiring = new Wiring(Clock.systemUTC(), new Surroundings(Map.of(), folder, folder));
    int rows = 0;
    try (LedgerWriter writer = wiring.ledger(Optional.of(folder.resolve("ledger"))).writer()) {
      // 32 MiB in segments that nobody writes any more are worth a compaction
      for (; rows < 100_000; rows++) {
        writer.append(earlier(rows));
      }
    }
    Completion answer = Completion.of(Completion.SIXTY);
    try (MockUpstream mock = MockUpstream.start(answer::write)) {
      Running gateway = start(mock);
      int calls = 0;
      long until = System.nanoTime() + Duration.ofMinutes(5).toNanos();
      String compacted = "\"compacted_rows\":" + rows + ",";
      while (!ledgerSays().contains(compacted) && System.nanoTime() < until) {
        assertThat(gateway.status(client, CALL.formatted(false))).isEqualTo(200);
        calls++;
        TimeUnit.SECONDS.sleep(10);
      }
      assertThat(gateway.status(client, CALL.formatted(false))).isEqualTo(200);
      gateway.process().destroy();
      gateway.process().waitFor();

      assertThat(ledgerSays())
          .contains(
              "\"ok\":true",
              "\"attempts\":" + (rows + calls + 1) + ",",
              compacted,
              "\"segments\":1,");
      assertThat(Files.readString(folder.resolve("stderr"))).isEmpty();
    }
  }

  private String ledgerSays() throws IOException {
    return new PackagedApp(Files.createDirectories(folder.resolve("verify")))
        .sh("$BE ledger verify --ledger ../ledger --json")
        .out();
  }

  private static Attempt earlier(int number) {
    return new Attempt(
        new AttemptId("earlier-" + number, 1),
        Instant.parse("2026-11-01T00:00:00Z").plusSeconds(number),
        "gateway",
        Scope.NONE,
        new Call(
            "openai",
            "chat",
            "gpt-4o",
            "gpt-4o",
            "openai",
            "",
            "api",
            "x".repeat(200),
            OptionalDouble.empty(),
            ServiceClass.STANDARD,
            false),
        Metered.reported(Usage.of(10, 1)),
        Timing.UNKNOWN,
        new Ending(200, "stop"),
        new Cost.Priced(Usd.ZERO, Basis.METERED, ""),
        Optional.empty(),
        "");
  }
}
