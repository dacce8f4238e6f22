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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Measures one gateway once: waits for its first answer, then loads it in the ways of `Size`, and
/// adds a line for each figure to a file: peer, trial, what, figure, value.
///
/// Arguments: peer, trial, port of the upstream that it starts, URL to call, `quick` or `full`,
/// file,
/// the command that starts the gateway, empty for none, then headers as `name:value`.
final class GatewayLoad {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SECOND = 1_000_000_000L;
  private static final int BYTES_PER_TOKEN = 4;
  private static final int FRAMES = 20;

  /// How much is done: calls a step, seconds of an open loop, streams at once.
  private record Size(
      int calls, int seconds, int streams, List<Integer> clients, List<Integer> rates) {
    static final Size FULL =
        new Size(
            20_000,
            20,
            2_000,
            List.of(1, 4, 10, 16, 64, 256),
            List.of(250, 500, 1_000, 2_000, 4_000));
    static final Size QUICK = new Size(100, 1, 20, List.of(1, 10), List.of(20));
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
            arguments[4].equals("full") ? Size.FULL : Size.QUICK);
    String command = arguments[6].isEmpty() ? "sleep 100000" : arguments[6];
    try (BenchUpstream _ = BenchUpstream.start(Integer.parseInt(arguments[2]), FRAMES, SECOND / 5);
        Peer peer = Peer.start(command, file.resolveSibling(arguments[0] + ".out"))) {
      load.all(peer);
    }
  }

  private void all(Peer peer) throws Exception {
    first();
    rest();
    add("memory", "idle_mib", peer.residentMib());
    warm();
    closed();
    open();
    bodies();
    add("memory", "steady_mib", peer.residentMib());
    streams();
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

  private HttpRequest request(boolean stream, int tokens) {
    String body =
        "{\"model\":\"gpt-4o-mini\",\"stream\":%s,\"max_tokens\":300,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    String prompt = "word".repeat(tokens * BYTES_PER_TOKEN / 4);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.formatted(stream, prompt)));
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

  private void warm() {
    try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
      driver.closed(calls(size.calls() / 2, request(false, 250), 0), 16);
    }
  }

  private void closed() {
    for (int clients : size.clients()) {
      int count = clients == 1 ? size.calls() / 4 : size.calls();
      try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
        tell("closed-" + clients, driver.closed(calls(count, request(false, 250), 0), clients));
      }
    }
  }

  private void open() {
    for (int rate : size.rates()) {
      try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
        tell(
            "open-" + rate,
            driver.open(calls(rate * size.seconds(), request(false, 250), SECOND / rate)));
      }
    }
  }

  private void bodies() {
    for (int tokens : List.of(1_000, 10_000, 100_000)) {
      int count = Math.max(10, size.calls() / 4 * 1_000 / tokens);
      try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
        tell("body-" + tokens, driver.closed(calls(count, request(false, tokens), 0), 1));
      }
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

  /// Many streams at once, begun over five seconds; gaps are between frames of one stream.
  private void streams() {
    List<Answer> answers;
    try (LoadDriver driver = new LoadDriver(new OpenAiReader(), LIMIT)) {
      int count = size.streams();
      answers = driver.open(calls(count, request(true, 100), 5 * SECOND / count));
    }
    String what = "streams-" + size.streams();
    Sample first =
        Sample.of(
            answers.stream()
                .map(Answer::ttftSeconds)
                .flatMapToDouble(OptionalDouble::stream)
                .map(seconds -> seconds * 1e3));
    Sample gaps = Sample.of(answers.stream().flatMapToDouble(GatewayLoad::gaps));
    long frames = answers.stream().mapToLong(one -> one.frameNanos().length).sum();
    Map.of(
            "ttft_p50_ms", first.quantile(0.5),
            "ttft_p99_ms", first.quantile(0.99),
            "gap_p50_ms", gaps.quantile(0.5),
            "gap_p99_ms", gaps.quantile(0.99),
            "frames_lost", (double) size.streams() * FRAMES - frames)
        .forEach((figure, value) -> add(what, figure, value));
  }

  private static DoubleStream gaps(Answer answer) {
    long[] at = answer.frameNanos();
    return IntStream.range(1, at.length).mapToDouble(i -> (at[i] - at[i - 1]) / 1e6);
  }
}
