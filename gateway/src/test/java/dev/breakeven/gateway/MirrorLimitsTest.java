package dev.breakeven.gateway;

import static dev.breakeven.gateway.Mirrored.COPY;
import static dev.breakeven.gateway.Mirrored.COPY_COST;
import static dev.breakeven.gateway.Mirrored.PATH;
import static dev.breakeven.gateway.Mirrored.REAL;
import static dev.breakeven.gateway.Mirrored.awaitSkipped;
import static dev.breakeven.gateway.Mirrored.capped;
import static dev.breakeven.gateway.Mirrored.copy;
import static dev.breakeven.gateway.Mirrored.metric;
import static dev.breakeven.gateway.Mirrored.mirror;
import static dev.breakeven.gateway.Mirrored.settings;
import static dev.breakeven.gateway.Mirrored.skipped;
import static dev.breakeven.gateway.Mirrored.trial;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.units.Usd;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Copies end where their places, the caps or the gateway do, over real sockets.
class MirrorLimitsTest {
  @Test
  void noMoreCopiesThanMayBeAreUnderWay() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial =
            MockUpstream.start(
                (request, response) -> {
                  release.await();
                  COPY.write(request, response);
                });
        TestGateway gateway =
            TestGateway.start(settings(trial, real).mirroring(List.of(mirror("1", 2))))) {
      for (int call = 1; call <= 5; call++) {
        assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      }
      awaitSkipped(gateway, "busy", 3);
      assertThat(metric(gateway, "breakeven_mirrors_in_flight")).isEqualTo(2);
      release.countDown();
      TestGateway.await(() -> metric(gateway, "breakeven_mirrors_in_flight") == 0);
      gateway.post(PATH, TestGateway.chat(false));
      gateway.rows(5 + 2 + 2);
      assertThat(trial.requests()).hasSize(3);
    }
  }

  @Test
  void bodiesKeptForCopiesAreBounded() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    // three of 25 MiB are more than the 64 MiB that may be kept
    String large = TestGateway.chat(false).replace("\"hi\"", "\"" + "x".repeat(25 << 20) + "\"");
    try (MockUpstream real = MockUpstream.start((_, response) -> response.json(200, "{}"));
        MockUpstream trial = MockUpstream.start((_, _) -> release.await());
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      for (int call = 1; call <= 3; call++) {
        gateway.post(PATH, large);
      }
      awaitSkipped(gateway, "busy", 1);
      assertThat(metric(gateway, "breakeven_mirrors_in_flight")).isEqualTo(2);
      gateway.post(PATH, TestGateway.chat(false));
      TestGateway.await(() -> metric(gateway, "breakeven_mirrors_in_flight") == 3);
      release.countDown();
    }
  }

  @Test
  void copiesNeverTakeTheLastRoomOfACapFromClients() throws Exception {
    // the worst case of a call is 100 x 10 000 + 2 000 a byte of its body in nano-dollars
    long worst = 100 * 10_000L + 2_000L * TestGateway.chat(false).length();
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(capped(settings(trial, real), new Usd(2 * worst).toString()))) {
      // 100 x 2000 + 2 x 10000 nano-dollars a real call, 1 630 000 a copy
      int answered = 0;
      while (gateway.post(PATH, TestGateway.chat(false)).statusCode() == 200) {
        answered++;
        int rows = answered;
        TestGateway.await(
            () ->
                gateway.ledger().rows().size() + skipped(gateway, "budget") == 2L * rows
                    && metric(gateway, "breakeven_mirrors_in_flight") == 0);
      }
      Usd real1 = new Usd(220_000);
      List<Attempt> rows = gateway.ledger().rows();
      long copies = rows.stream().filter(Attempt::isMirror).count();
      assertThat(copies).as("there was room to spare at first, not for long").isEqualTo(1);
      Usd spent = real1.times(answered).plus(COPY_COST);
      assertThat(spent).isLessThanOrEqualTo(new Usd(2 * worst));
      assertThat(spent.plus(new Usd(worst))).isGreaterThan(new Usd(2 * worst));
      assertThat(skipped(gateway, "budget")).isEqualTo(answered - 1);
    }
  }

  @Test
  void racingCallsAndTheirCopiesTogetherStayUnderTheCap() throws Exception {
    try (MockUpstream real =
            MockUpstream.start(REAL.paced(Duration.ofMillis(5), Duration.ZERO)::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(
                capped(settings(trial, real).mirroring(List.of(mirror("1", 100))), "0.05"))) {
      List<CompletableFuture<Integer>> calls = new ArrayList<>();
      for (int client = 0; client < 200; client++) {
        boolean stream = client % 2 == 0;
        CompletableFuture<Integer> done = new CompletableFuture<>();
        calls.add(done);
        Thread.startVirtualThread(
            () -> {
              try {
                done.complete(gateway.post(PATH, TestGateway.chat(stream)).statusCode());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
      }
      assertThat(calls.stream().map(CompletableFuture::join)).contains(200);
      TestGateway.await(() -> metric(gateway, "breakeven_mirrors_in_flight") == 0);
      List<Attempt> rows = gateway.ledger().rows();
      assertThat(rows).anyMatch(Attempt::isMirror);
      assertThat(
              rows.stream()
                  .map(row -> ((Cost.Priced) row.cost()).usd())
                  .reduce(Usd.ZERO, Usd::plus))
          .isLessThanOrEqualTo(Usd.parse("0.05"));
    }
  }

  @Test
  void aCopyWithoutAPriceIsNotMadeWhereACapCoversTheCall() throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway =
            TestGateway.start(
                capped(settings(trial(Dialect.OPENAI, "unknown", trial), real), "1"))) {
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      awaitSkipped(gateway, "budget", 1);
      assertThat(trial.requests()).isEmpty();
    }
  }

  @Test
  void aDrainedMirrorGetsNoCopies() throws Exception {
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      gateway.admin("POST", "/drain?replica=127.0.0.1:" + trial.port());
      assertThat(gateway.post(PATH, TestGateway.chat(false)).statusCode()).isEqualTo(200);
      awaitSkipped(gateway, "down", 1);
      gateway.admin("POST", "/undrain?replica=127.0.0.1:" + trial.port());
      gateway.post(PATH, TestGateway.chat(false));
      copy(gateway);
    }
  }

  @Test
  void aReloadEndsMirroringForCallsThatBeginAfterIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial =
            MockUpstream.start(
                (request, response) -> {
                  release.await();
                  COPY.write(request, response);
                });
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      gateway.post(PATH, TestGateway.chat(false));
      TestGateway.await(() -> trial.running() == 1);
      gateway.next().set(settings(trial, real).mirroring(List.of()));
      assertThat(gateway.admin("POST", "/reload").statusCode()).isEqualTo(200);
      gateway.post(PATH, TestGateway.chat(false));
      release.countDown();
      assertThat(gateway.rows(3)).filteredOn(Attempt::isMirror).hasSize(1);
      assertThat(copy(gateway).ending().status()).isEqualTo(200);
    }
  }

  @Test
  void aStopWaitsForCopiesAndBeginsNone() throws Exception {
    CountDownLatch copying = new CountDownLatch(1);
    CountDownLatch answering = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial =
            MockUpstream.start(
                (request, response) -> {
                  copying.await();
                  COPY.write(request, response);
                });
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      gateway.post(PATH, TestGateway.chat(false));
      TestGateway.await(() -> trial.running() == 1);
      real.script(
          (request, response) -> {
            answering.await();
            REAL.write(request, response);
          });
      Thread last =
          Thread.startVirtualThread(
              () -> {
                try {
                  gateway.post(PATH, TestGateway.chat(false));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      TestGateway.await(() -> real.running() == 1);
      Thread stop = Thread.startVirtualThread(() -> gateway.gateway().drain(Duration.ofSeconds(9)));
      TestGateway.await(() -> stop.getState() == Thread.State.TIMED_WAITING);
      answering.countDown();
      last.join();
      awaitSkipped(gateway, "stopping", 1);
      assertThat(stop.isAlive()).as("a copy is under way").isTrue();
      copying.countDown();
      stop.join();
      assertThat(gateway.rows(3)).filteredOn(Attempt::isMirror).hasSize(1);
    }
  }

  @Test
  void aLedgerThatIsFullKeepsCopiesFromBeingSent() throws Exception {
    CountDownLatch answering = new CountDownLatch(1);
    try (MockUpstream real = MockUpstream.start(REAL::write);
        MockUpstream trial = MockUpstream.start(COPY::write);
        TestGateway gateway = TestGateway.start(settings(trial, real))) {
      real.script(
          (request, response) -> {
            answering.await();
            REAL.write(request, response);
          });
      CompletableFuture<Integer> status = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            try {
              status.complete(gateway.post(PATH, TestGateway.chat(false)).statusCode());
            } catch (Exception e) {
              status.completeExceptionally(e);
            }
          });
      TestGateway.await(() -> real.running() == 1);
      gateway.ledger().full(true);
      answering.countDown();
      assertThat(status.join()).isEqualTo(200);
      awaitSkipped(gateway, "ledger", 1);
      assertThat(trial.requests()).isEmpty();
      assertThat(metric(gateway, "breakeven_mirrors_in_flight")).isZero();
    }
  }
}
