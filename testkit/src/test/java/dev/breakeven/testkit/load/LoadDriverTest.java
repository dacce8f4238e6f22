package dev.breakeven.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakeven.testkit.load.Answer.Ending;
import dev.breakeven.testkit.load.ScriptedServer.Line;
import dev.breakeven.testkit.load.ScriptedServer.Script;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The driver over real sockets, against answers scripted byte by byte.
class LoadDriverTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static Frame read(String data) {
    if (data.equals("[DONE]")) {
      return Frame.END;
    }
    if (data.startsWith("error ")) {
      return Frame.failed(data);
    }
    if (data.startsWith("usage ")) {
      String[] counts = data.split(" ");
      return new Frame(
          false,
          false,
          Optional.empty(),
          OptionalLong.of(Long.parseLong(counts[1])),
          OptionalLong.of(Long.parseLong(counts[2])));
    }
    return new Frame(
        data.startsWith("token"),
        false,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static Answer one(Script script) throws IOException {
    return one(script, LIMIT);
  }

  private static Answer one(Script script, Duration limit) throws IOException {
    try (ScriptedServer server = new ScriptedServer(script);
        LoadDriver driver = new LoadDriver(LoadDriverTest::read, limit)) {
      return driver.open(List.of(server.call(7, 0, "x"))).getFirst();
    }
  }

  @Test
  void stampsEveryFrameWithContentInOrder() throws IOException {
    Answer answer =
        one(
            (_, line) -> {
              line.send(ScriptedServer.STREAM).event("role");
              line.event("token a").event("token b").event("token c");
              line.event("usage 11 5").event("[DONE]").end();
            });

    assertThat(answer.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(answer.id()).isEqualTo(7);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.frameNanos()).hasSize(3).isSorted();
    assertThat(answer.sentNanos()).isLessThanOrEqualTo(answer.frameNanos()[0]);
    assertThat(answer.endNanos()).isGreaterThanOrEqualTo(answer.frameNanos()[2]);
    assertThat(answer.promptTokens()).hasValue(11);
    assertThat(answer.outputTokens()).isEqualTo(5);
  }

  @Test
  void countsFramesWhereNoUsageIsReported() throws IOException {
    Answer answer =
        one(
            (_, line) -> {
              line.send(ScriptedServer.STREAM).event("token a").event("token b");
              line.event("[DONE]").end();
            });

    assertThat(answer.reportedTokens()).isEmpty();
    assertThat(answer.outputTokens()).isEqualTo(2);
  }

  /// The server sends the next frame only after the reader has seen the one before.
  @Test
  void seesAFrameBeforeTheNextOneIsSent() throws IOException {
    SynchronousQueue<String> seen = new SynchronousQueue<>();
    Frame.Reader telling =
        data -> {
          if (data.startsWith("token")) {
            offer(seen, data);
          }
          return read(data);
        };
    Script paced =
        (_, line) -> {
          line.send(ScriptedServer.STREAM);
          for (String token : List.of("token a", "token b", "token c")) {
            line.event(token);
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(token);
          }
          line.event("[DONE]").end();
        };
    try (ScriptedServer server = new ScriptedServer(paced);
        LoadDriver driver = new LoadDriver(telling, LIMIT)) {
      Answer answer = driver.open(List.of(server.call(1, 0, "x"))).getFirst();

      assertThat(answer.complete()).isTrue();
      assertThat(answer.frameNanos()).hasSize(3).isSorted();
    }
  }

  private static void offer(SynchronousQueue<String> queue, String data) {
    try {
      queue.offer(data, 20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void joinsFramesThatAreSplitAnywhere() throws IOException {
    String stream =
        "data: token a\r\n\r\n: comment\n\nevent: x\ndata:token b\nid: 3\n\ndata: [DONE]\n\n";
    for (int cut = 1; cut < stream.length(); cut++) {
      int at = cut;
      Answer answer =
          one(
              (_, line) -> {
                line.send(ScriptedServer.STREAM);
                line.chunk(stream.substring(0, at)).chunk(stream.substring(at)).end();
              });

      assertThat(answer.ending()).as("cut at %d", cut).isEqualTo(Ending.COMPLETE);
      assertThat(answer.frameNanos()).as("cut at %d", cut).hasSize(2);
    }
  }

  @Test
  void aStreamWithoutItsEndIsCut() throws IOException {
    Answer broken =
        one(
            (_, line) -> {
              line.send(ScriptedServer.STREAM).event("token a");
              throw new IOException("the connection breaks");
            });
    Answer unmarked = one((_, line) -> line.send(ScriptedServer.STREAM).event("token a").end());
    Answer failed =
        one(
            (_, line) -> {
              line.send(ScriptedServer.STREAM).event("token a").event("error overloaded");
              line.event("[DONE]").end();
            });

    assertThat(List.of(broken, unmarked, failed))
        .extracting(Answer::ending)
        .containsOnly(Ending.CUT);
    assertThat(List.of(broken, unmarked, failed))
        .allSatisfy(answer -> assertThat(answer.frameNanos()).hasSize(1));
    assertThat(broken.detail()).contains("IOException");
    assertThat(failed.detail()).isEqualTo("error overloaded");
  }

  @Test
  void aRefusalKeepsItsStatusAndWords() throws IOException {
    Answer answer = one((_, line) -> line.whole(429, "slow down"));

    assertThat(answer.ending()).isEqualTo(Ending.REFUSED);
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.detail()).isEqualTo("slow down");
    assertThat(answer.ttftSeconds()).isEmpty();
  }

  @Test
  void aWholeBodyIsOneFrame() throws IOException {
    Answer answer = one((_, line) -> line.whole(200, "token and all"));

    assertThat(answer.ending()).isEqualTo(Ending.COMPLETE);
    assertThat(answer.frameNanos()).hasSize(1);
  }

  @Test
  void aConnectionWithoutAnAnswerFailed() throws IOException {
    int free;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + free + "/")).build();
    try (LoadDriver driver = new LoadDriver(LoadDriverTest::read, LIMIT)) {
      Answer answer = driver.open(List.of(new Call(1, 0, request))).getFirst();

      assertThat(answer.ending()).isEqualTo(Ending.FAILED);
      assertThat(answer.status()).isZero();
      assertThat(answer.detail()).contains("ConnectException");
    }
  }

  @Test
  void anAnswerThatStallsIsGivenUpAndItsConnectionClosed() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Answer answer =
        one(
            (_, line) -> {
              line.send(ScriptedServer.STREAM).event("token a");
              untilClosed(line);
              closed.countDown();
            },
            Duration.ofMillis(200));

    assertThat(answer.ending()).isEqualTo(Ending.LATE);
    assertThat(answer.frameNanos()).hasSize(1);
    assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /// Sends comments until the client is gone.
  private static void untilClosed(Line line) {
    try {
      while (true) {
        line.chunk(": still here\n");
        Thread.onSpinWait();
      }
    } catch (IOException gone) {
      // as it should be
    }
  }

  /// Each of the calls is answered only when all of them are there.
  @Test
  void anOpenLoopSendsWhileOthersRun() throws IOException {
    CyclicBarrier all = new CyclicBarrier(20);
    Script together =
        (_, line) -> {
          all.await(20, TimeUnit.SECONDS);
          line.send(ScriptedServer.STREAM).event("token").event("[DONE]").end();
        };
    try (ScriptedServer server = new ScriptedServer(together);
        LoadDriver driver = new LoadDriver(LoadDriverTest::read, LIMIT)) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(server.call(i, i * 1_000_000L, "x"));
      }
      List<Answer> answers = driver.open(calls);

      assertThat(answers).extracting(Answer::id).isEqualTo(calls.stream().map(Call::id).toList());
      assertThat(answers).allMatch(Answer::complete);
      assertThat(answers)
          .allSatisfy(
              one -> {
                assertThat(one.intendedNanos()).isEqualTo(one.id() * 1_000_000L);
                assertThat(one.sentNanos()).isGreaterThanOrEqualTo(one.intendedNanos());
              });
    }
  }

  @Test
  void aClosedLoopKeepsSoManyRunning() throws IOException {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier four = new CyclicBarrier(4);
    Script counting =
        (_, line) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          four.await(20, TimeUnit.SECONDS);
          running.decrementAndGet();
          line.send(ScriptedServer.STREAM).event("token").event("[DONE]").end();
        };
    try (ScriptedServer server = new ScriptedServer(counting);
        LoadDriver driver = new LoadDriver(LoadDriverTest::read, LIMIT)) {
      List<Call> calls = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        calls.add(server.call(i, 0, "x"));
      }
      List<Answer> answers = driver.closed(calls, 4);

      assertThat(server.received()).isEqualTo(40);
      assertThat(most).hasValue(4);
      assertThat(answers).allMatch(Answer::complete);
      assertThat(answers).extracting(Answer::id).doesNotHaveDuplicates().hasSize(40);
      assertThat(answers)
          .allSatisfy(one -> assertThat(one.intendedNanos()).isLessThanOrEqualTo(one.sentNanos()));
    }
  }

  @Test
  void refusesCallsOutOfOrderAndNoClients() throws IOException {
    try (ScriptedServer server = new ScriptedServer((_, _) -> {});
        LoadDriver driver = new LoadDriver(LoadDriverTest::read, LIMIT)) {
      assertThatThrownBy(() -> driver.open(List.of(server.call(1, 5, "x"), server.call(2, 4, "x"))))
          .hasMessageContaining("call 2 is due before");
      assertThatThrownBy(() -> driver.closed(List.of(), 0)).hasMessageContaining("concurrency: 0");
      assertThatThrownBy(() -> server.call(1, -1, "x")).hasMessageContaining("-1 ns");
    }
  }
}
