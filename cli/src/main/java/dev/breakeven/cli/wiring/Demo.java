package dev.breakeven.cli.wiring;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.LedgerReader;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerMtok;
import dev.breakeven.testkit.load.Answer;
import dev.breakeven.testkit.load.LoadDriver;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real gateway with its ledger, and traffic for it, before two replicas and an API that are made
/// up: everything is in this process.
///
/// In the middle of the run the second replica is killed; after four fifths of it, it is back.
public final class Demo implements AutoCloseable {
  public static final Usd BUDGET = Usd.parse("0.05");
  private static final String MODEL = "llama-3.3-70b";
  private static final String GPU = "h100-sxm";
  private static final int REPLICAS = 2;
  private static final long POLL_MILLIS = 250;
  private static final Pattern METRIC = Pattern.compile("(?m)^(breakeven_[a-z_]+) (\\d+)$");
  private static final Completion ANSWER =
      Completion.of(Completion.SIXTY.subList(0, 24))
          .withPrompt(400, 0)
          .paced(Duration.ofMillis(150), Duration.ofMillis(30));

  private final Wiring wiring;
  private final Path folder;
  private final GpuOffer gpu;
  private final DemoTraffic traffic;
  private final MockUpstream first = start(0);
  private final MockUpstream api = start(0);
  private MockUpstream second = start(0);
  private boolean up = true;
  private int answeredBefore;
  private final GatewayProcess gateway;
  private final HttpClient client = HttpClient.newHttpClient();

  /// A demo of `seconds`, ready to run.
  Demo(Wiring wiring, int seconds) {
    this.wiring = wiring;
    gpu = rented(wiring.catalog(List.of()));
    try {
      folder = Files.createTempDirectory("breakeven-demo");
      Path config = Files.writeString(folder.resolve("breakeven.yaml"), config());
      gateway =
          wiring.gateway(
              () ->
                  wiring.gatewaySettings(
                      Optional.of(config),
                      List.of(),
                      Optional.empty(),
                      Optional.empty(),
                      List.of()),
              Optional.of(folder.resolve("ledger")),
              List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    traffic = new DemoTraffic(URI.create(gateway.url() + "/v1/chat/completions"), MODEL, seconds);
  }

  private String config() {
    return """
        serve:
          port: 0
          rest: 2s
          hold-tokens: 100
          upstreams:
            - {name: own, own: true, url: ["%s", "%s"], models: [%s], spill-at: 8}
            - {name: api, own: false, url: "%s", provider: deepinfra, models: [%s]}
          budgets:
            - {scope: total, usd: %s, period: forever}
        """
        .formatted(first.uri(), second.uri(), MODEL, api.uri(), MODEL, BUDGET);
  }

  private static GpuOffer rented(Market market) {
    return market.gpuOffers().stream()
        .filter(offer -> offer.gpu().toString().equals(GPU) && offer.gpuCount() == 1)
        .filter(offer -> offer.term() == Term.ON_DEMAND && !offer.isVariable())
        .min(Comparator.comparing(GpuOffer::usdPerHour).thenComparing(GpuOffer::id))
        .orElseThrow();
  }

  private static MockUpstream start(int port) {
    MockUpstream[] mock = new MockUpstream[1];
    mock[0] = MockUpstream.start(port, ANSWER.script(() -> mock[0]));
    return mock[0];
  }

  /// Runs to the end and tells `watcher` of the moments, four a second, and `events` what was done.
  public DemoOutcome run(Consumer<DemoMoment> watcher, Consumer<String> events) {
    long start = System.nanoTime();
    CompletableFuture<List<Answer>> answers = new CompletableFuture<>();
    try (LoadDriver driver = new LoadDriver(DemoTraffic::frame, Duration.ofSeconds(30))) {
      Thread.startVirtualThread(() -> answers.complete(driver.open(traffic.calls())));
      boolean killed = false;
      while (!answers.isDone()) {
        long now = System.nanoTime() - start;
        if (!killed && now >= traffic.killedAtNanos()) {
          killed = true;
          kill();
          events.accept("replica 2 was killed, with what ran on it");
        } else if (killed && !up && now >= traffic.backAtNanos()) {
          second = start(second.port());
          up = true;
          events.accept("replica 2 is back");
        }
        watcher.accept(moment(now));
        await(answers);
      }
    }
    long ended = System.nanoTime() - start;
    watcher.accept(moment(ended));
    return outcome(answers.join(), ended);
  }

  private void kill() {
    up = false;
    answeredBefore = second.served().size();
    second.close();
  }

  private static void await(CompletableFuture<List<Answer>> answers) {
    try {
      answers
          .thenApply(_ -> true)
          .completeOnTimeout(false, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the traffic of the demo failed", e);
    }
  }

  private DemoMoment moment(long nanos) {
    Map<String, Long> metrics = metrics();
    long ownTokens = tokens(first) + answeredBySecond() * tokensOfAnswer();
    Usd spent = new Usd(metrics.getOrDefault("breakeven_spend_nano_usd_total", 0L));
    return new DemoMoment(
        nanos / 1_000_000_000L,
        traffic.sentBy(nanos),
        metrics.getOrDefault("breakeven_in_flight", 0L),
        metrics.getOrDefault("breakeven_requests_total", 0L),
        metrics.getOrDefault("breakeven_failed_total", 0L)
            + metrics.getOrDefault("breakeven_refused_total", 0L),
        List.of(
            new DemoMoment.Upstream("replica 1", true, first.running(), first.served().size()),
            new DemoMoment.Upstream("replica 2", up, up ? second.running() : 0, answeredBySecond()),
            new DemoMoment.Upstream("API", true, api.running(), api.served().size())),
        perMillion(rent(nanos), ownTokens),
        perMillion(spent, tokens(api)),
        BUDGET.minus(spent));
  }

  private static Optional<UsdPerMtok> perMillion(Usd usd, long tokens) {
    return tokens == 0 ? Optional.empty() : Optional.of(usd.per(Tokens.of(tokens)));
  }

  private Usd rent(long nanos) {
    return gpu.usdPerHour().times(REPLICAS).times(Hours.ofSeconds(Ratio.of(nanos, 1_000_000_000L)));
  }

  private int answeredBySecond() {
    return up ? answeredBefore + second.served().size() : answeredBefore;
  }

  private static long tokens(MockUpstream mock) {
    return mock.served().size() * tokensOfAnswer();
  }

  private static long tokensOfAnswer() {
    return ANSWER.promptTokens() + ANSWER.words().size();
  }

  /// What the gateway shows to its operators, without the series that have labels.
  private Map<String, Long> metrics() {
    Map<String, Long> values = new TreeMap<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/metrics")).build();
    try {
      String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      for (Matcher line = METRIC.matcher(text); line.find(); ) {
        values.put(line.group(1), Long.parseLong(line.group(2)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return values;
  }

  private DemoOutcome outcome(List<Answer> answers, long nanos) {
    Map<String, DemoOutcome.Route> routes = new TreeMap<>(Comparator.reverseOrder());
    try (LedgerReader reader = wiring.ledger(Optional.of(gateway.ledger())).reader()) {
      reader.attempts(
          Optional.empty(),
          Optional.empty(),
          row -> routes.merge(row.call().endpoint(), route(row), DemoOutcome.Route::plus));
      return new DemoOutcome(
          answers.size(),
          answers.stream().filter(Answer::complete).count(),
          List.copyOf(routes.values()),
          rent(nanos),
          gpu.id(),
          reader.unclosed().size());
    }
  }

  private static DemoOutcome.Route route(Attempt row) {
    boolean whole = row.ending().status() / 100 == 2;
    return new DemoOutcome.Route(
        row.call().endpoint(),
        1,
        whole ? 0 : 1,
        whole ? row.metered().usage().total() : Tokens.NONE,
        row.cost() instanceof Cost.Priced priced ? priced.usd() : Usd.ZERO);
  }

  @Override
  public void close() {
    client.shutdownNow();
    gateway.close();
    List.of(first, second, api).forEach(MockUpstream::close);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
