package dev.breakeven.testkit.load;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Sends calls over HTTP/1.1 and keeps the time of every frame of the answers.
///
/// An open loop sends each call when it is due, however many are still running, so a server that
/// stalls does not make fewer calls of them. A closed loop sends the next one when one has ended.
/// An answer that is not there after `limit` is given up. One run at a time.
public final class LoadDriver implements AutoCloseable {
  private static final long BEAT_MILLIS = 5;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
  private final Frame.Reader reader;
  private final Duration limit;
  private long standstill;

  public LoadDriver(Frame.Reader reader, Duration limit) {
    this.reader = reader;
    this.limit = limit;
    timer.setRemoveOnCancelPolicy(true);
  }

  /// The longest time for which this process stood still in the last run, give or take a few
  /// milliseconds: whatever was measured then says nothing of the server.
  public Duration standstill() {
    return Duration.ofNanos(standstill);
  }

  /// Sends each call at its time; returns when all have ended, in the order given.
  ///
  /// Throws `IllegalArgumentException` unless the calls are in order of time.
  public List<Answer> open(List<Call> calls) {
    for (int i = 1; i < calls.size(); i++) {
      if (calls.get(i).atNanos() < calls.get(i - 1).atNanos()) {
        throw new IllegalArgumentException(
            "call %d is due before the one ahead of it (expected: in order of time)"
                .formatted(calls.get(i).id()));
      }
    }
    return watched(() -> allOf(calls));
  }

  private List<Answer> allOf(List<Call> calls) {
    long start = System.nanoTime();
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (Call call : calls) {
      long wait = call.atNanos() - (System.nanoTime() - start);
      while (wait > 0) {
        LockSupport.parkNanos(wait);
        wait = call.atNanos() - (System.nanoTime() - start);
      }
      answers.add(send(call, start, call.atNanos()));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /// Keeps `concurrency` calls running until all are sent; their times are not looked at. Answers
  /// are in the order in which they ended.
  public List<Answer> closed(List<Call> calls, int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency: " + concurrency + " (expected: 1 or more)");
    }
    return watched(() -> byClients(calls, concurrency));
  }

  private List<Answer> byClients(List<Call> calls, int concurrency) {
    long start = System.nanoTime();
    Iterator<Call> next = calls.iterator();
    List<Answer> answers = new ArrayList<>();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < concurrency; i++) {
      clients.add(Thread.startVirtualThread(() -> oneAfterAnother(next, answers, start)));
    }
    for (Thread one : clients) {
      try {
        one.join();
      } catch (InterruptedException e) {
        clients.forEach(Thread::interrupt);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted in a run", e);
      }
    }
    return List.copyOf(answers);
  }

  private void oneAfterAnother(Iterator<Call> calls, List<Answer> answers, long start) {
    while (!Thread.currentThread().isInterrupted()) {
      Call call;
      synchronized (calls) {
        if (!calls.hasNext()) {
          return;
        }
        call = calls.next();
      }
      Answer answer = send(call, start, System.nanoTime() - start).join();
      synchronized (calls) {
        answers.add(answer);
      }
    }
  }

  private List<Answer> watched(Supplier<List<Answer>> run) {
    Heartbeat heartbeat = new Heartbeat(System::nanoTime);
    ScheduledFuture<?> beats =
        timer.scheduleAtFixedRate(heartbeat::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    List<Answer> answers = run.get();
    beats.cancel(false);
    standstill = heartbeat.longestNanos();
    return answers;
  }

  private CompletableFuture<Answer> send(Call call, long start, long intended) {
    AnswerReader answer = new AnswerReader(reader, () -> System.nanoTime() - start);
    long sent = System.nanoTime() - start;
    CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(call.request(), answer);
    Runnable giveUp =
        () -> {
          answer.giveUp();
          exchange.cancel(true);
        };
    ScheduledFuture<?> watch = timer.schedule(giveUp, limit.toNanos(), TimeUnit.NANOSECONDS);
    return exchange.handle(
        (_, failure) -> {
          watch.cancel(false);
          return answer.answer(call, intended, sent, failure);
        });
  }

  /// Gives up what still runs.
  @Override
  public void close() {
    client.shutdownNow();
    timer.shutdownNow();
  }
}
