package dev.breakeven.bench.gateway;

import dev.breakeven.bench.load.OpenAiReader;
import dev.breakeven.testkit.load.Answer;
import dev.breakeven.testkit.load.Call;
import dev.breakeven.testkit.load.LoadDriver;
import dev.breakeven.testkit.load.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Measures one gateway once: waits for its first answer, then loads it in the ways of `Size`, and
/// adds a line for each figure to a file: peer, trial, what, figure, value.
///
/// Arguments: peer, trial, port of the upstream that it starts, URL to call, `full`, `closed` or
/// `quick`, file, the command that starts the gateway, empty for none, then headers as
/// `name:value`.
final class GatewayLoad {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SECOND = 1_000_000_000L;
  private static final int BYTES_PER_TOKEN = 4;
  private static final int STREAM_SECONDS = 10;
  private static final List<Integer> FRAMES_PER_SECOND = List.of(5, 10, 20, 40);

  /// How much is done: seconds to warm up and of a loop, streams at once.
  private record Size(
      int warmSeconds, int seconds, int streams, List<Integer> clients, List<Integer> rates) {
    static final Size FULL =
        new Size(20, 5, 2_000, List.of(1, 4, 10, 16, 64, 256), List.of(250, 500, 1_000, 2_000));
    static final Size QUICK = new Size(1, 1, 20, List.of(1, 10), List.of(20));

    /// What gateways compared on all cores have to show.
    static final Size CLOSED = new Size(20, 5, 0, List.of(10, 64), List.of());

    static Size of(String name) {
      return switch (name) {
        case "full" -> FULL;
        case "closed" -> CLOSED;
        default -> QUICK;
      };
    }
  }

  private final String label;
  private final URI url;
  private final String[] headers;
  private final Path file;
  private final Size size;

  private GatewayLoad(String label, URI url, String[] headers, Path file, Size size) {
    this.label = label;
    this.url = url;
    this.headers = headers;
    this.file = file;
    this.size = size;
  }

  static void main(String[] arguments) throws Exception {
    List<String> headers = new ArrayList<>();
    for (int i = 7; i < arguments.length; i++) {
      headers.addAll(List.of(arguments[i].split(":", 2)));
    }
    Path file = Path.of(arguments[5]);
    GatewayLoad load =
        new GatewayLoad(
            arguments[0] + "," + arguments[1],
            URI.create(arguments[3]),
            headers.toArray(String[]::new),
            file,
            Size.of(arguments[4]));
    String command = arguments[6].isEmpty() ? "sleep 100000" : arguments[6];
    try (BenchUpstream upstream = BenchUpstream.start(Integer.parseInt(arguments[2]));
        Peer peer = Peer.start(command, file.resolveSibling(arguments[0] + ".out"))) {
      load.all(peer, upstream);
    }
  }

  private void all(Peer peer, BenchUpstream upstream) throws Exception {
    first();
    rest();
    add("memory", "idle_mib", peer.residentMib());
    Wrk.run(url, headers, body(false, 250), 16, size.warmSeconds(), file);
    closed(peer);
    open(peer);
    add("memory", "chat_mib", peer.residentMib());
    bodies(peer);
    beside(peer);
    add("memory", "steady_mib", peer.residentMib());
    streams(peer, upstream);
    add("memory", "streams_mib", peer.residentMib());
    rest();
    rest();
    add("memory", "recovered_mib", peer.residentMib());
  }

  private static void rest() {
    long until = System.nanoTime() + 5 * SECOND;
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(SECOND / 10);
    }
  }

  private void add(String what, String figure, double value) {
    String line = String.format(Locale.ROOT, "%s,%s,%s,%.4f%n", label, what, figure, value);
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String body(boolean stream, int tokens) {
    return """
        {"model":"gpt-4o-mini","stream":%s,"max_tokens":300,\
        "messages":[{"role":"user","content":"%s"}]}"""
        .formatted(stream, "word".repeat(tokens * BYTES_PER_TOKEN / 4));
  }

  private HttpRequest request(boolean stream, int tokens) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body(stream, tokens)));
    return headers.length == 0 ? request.build() : request.headers(headers).build();
  }

  /// Asks until it is answered; fails after three minutes, and says what came instead.
  private void first() throws InterruptedException {
    long started = System.nanoTime();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long until = System.nanoTime() + 3 * LIMIT.toNanos();
      String said = "";
      while (System.nanoTime() - until < 0) {
        try {
          HttpResponse<String> answer =
              client.send(request(false, 250), HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            add("start", "first_200_ms", (System.nanoTime() - started) / 1e6);
            return;
          }
          said = answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
          said = e.toString();
        }
        LockSupport.parkNanos(5_000_000L);
      }
      throw new IllegalStateException("no answer from " + url + ": " + said);
    }
  }

  private List<Call> calls(int count, HttpRequest request, long gapNanos) {
    List<Call> calls = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      calls.add(new Call(i, i * gapNanos, request));
    }
    return calls;
  }

  private void closed(Peer peer) throws IOException, InterruptedException {
    for (int clients : size.clients()) {
      wrk("closed-" + clients, 250, clients, peer);
    }
  }

  private void bodies(Peer peer) throws IOException, InterruptedException {
    for (int tokens : List.of(1_000, 10_000, 100_000)) {
      wrk("body-" + tokens, tokens, 1, peer);
    }
  }

  private void wrk(String what, int tokens, int clients, Peer peer)
      throws IOException, InterruptedException {
    double cpu = peer.cpuSeconds();
    Wrk wrk = Wrk.run(url, headers, body(false, tokens), clients, size.seconds(), file);
    add(what, "p50_ms", wrk.p50Millis());
    add(what, "p99_ms", wrk.p99Millis());
    add(what, "per_second", wrk.answers() / wrk.seconds());
    add(what, "failed", wrk.failed());
    add(what, "cpu_us", (peer.cpuSeconds() - cpu) * 1e6 / Math.max(1, wrk.answers()));
  }

  private void open(Peer peer) throws IOException {
    for (int rate : size.rates()) {
      List<Call> calls = calls(rate * size.seconds(), request(false, 250), SECOND / rate);
      run("open-" + rate, peer, driver -> driver.open(calls));
    }
  }

  /// Small calls while one caller sends bodies of 100,000 tokens.
  private void beside(Peer peer) throws IOException, InterruptedException {
    int large = 100 * size.seconds();
    List<Call> bodies = calls(large, request(false, 100_000), 0);
    try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
      Thread other =
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, _) -> {}) // it is cut off below
              .start(() -> driver.closed(bodies, 1));
      List<Call> calls = calls(4 * large, request(false, 250), 0);
      run("beside-100000", peer, small -> small.closed(calls, 4));
      other.interrupt();
      other.join();
    }
  }

  /// Runs a step, tells it, and what CPU time the gateway took for an answer.
  private void run(String what, Peer peer, Function<LoadDriver, List<Answer>> step)
      throws IOException {
    try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
      double cpu = peer.cpuSeconds();
      List<Answer> answers = step.apply(driver);
      add(what, "cpu_us", (peer.cpuSeconds() - cpu) * 1e6 / answers.size());
      tell(what, answers);
    }
  }

  /// Latencies in ms of the complete answers, how many were not, and answers a second.
  private void tell(String what, List<Answer> answers) {
    List<Answer> whole = answers.stream().filter(Answer::complete).toList();
    Sample latency = Sample.of(whole.stream().mapToDouble(one -> one.endToEndSeconds() * 1e3));
    long end = answers.stream().mapToLong(Answer::endNanos).max().orElse(1);
    add(what, "p50_ms", latency.quantile(0.5));
    add(what, "p99_ms", latency.quantile(0.99));
    add(what, "per_second", whole.size() * 1e9 / end);
    add(what, "failed", answers.size() - whole.size());
  }

  /// After some to warm up, streams at once, begun over five seconds, at more frames a second until
  /// frames come late;
  /// gaps are between frames of one stream.
  private void streams(Peer peer, BenchUpstream upstream) throws IOException {
    if (size.streams() == 0) {
      return;
    }
    upstream.pace(100, SECOND / 20);
    new StreamClients(url, headers, body(true, 100))
        .run(size.streams() / 4, 100, 5 * SECOND, LIMIT.toNanos());
    for (int rate : FRAMES_PER_SECOND) {
      if (!streams(rate, peer, upstream)) {
        return;
      }
    }
  }

  private boolean streams(int rate, Peer peer, BenchUpstream upstream) throws IOException {
    int frames = rate * STREAM_SECONDS;
    upstream.pace(frames, SECOND / rate);
    double cpu = peer.cpuSeconds();
    StreamClients.Seen seen =
        new StreamClients(url, headers, body(true, 100))
            .run(size.streams(), frames, 5 * SECOND, LIMIT.toNanos());
    Sample first = Sample.of(Arrays.stream(seen.first()));
    Sample gaps = Sample.of(Arrays.stream(seen.gaps()));
    long lost = (long) size.streams() * frames - seen.frames();
    String what = "streams-%d-at-%d".formatted(size.streams(), rate);
    add(what, "ttft_p50_ms", first.quantile(0.5));
    add(what, "ttft_p99_ms", first.quantile(0.99));
    add(what, "gap_p50_ms", gaps.quantile(0.5));
    add(what, "gap_p99_ms", gaps.quantile(0.99));
    add(what, "frames_lost", lost);
    add(what, "not_whole", size.streams() - seen.whole());
    add(what, "cpu_us", (peer.cpuSeconds() - cpu) * 1e6 / Math.max(1, seen.frames()));
    return lost == 0 && gaps.quantile(0.99) < 2e3 / rate;
  }
}
