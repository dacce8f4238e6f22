package dev.breakeven.cli.wiring;

import dev.breakeven.catalog.Catalog;
import dev.breakeven.core.audit.Bill;
import dev.breakeven.core.audit.BillTally;
import dev.breakeven.core.audit.Cluster;
import dev.breakeven.core.audit.SourceState;
import dev.breakeven.core.audit.Telemetry;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.ingest.http.RestReader;
import dev.breakeven.ingest.kubernetes.Kubernetes;
import dev.breakeven.ingest.metrics.Prometheus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the sources of an audit side by side. A live one has a deadline, and one that fails is a
/// line of the report: the others go on.
public final class AuditSources {
  /// Where tokens come from: variables, never flags, which everybody on a machine can see.
  public static final String PROMETHEUS_TOKEN = "BREAKEVEN_PROMETHEUS_TOKEN";

  public static final String KUBERNETES_TOKEN = "BREAKEVEN_KUBERNETES_TOKEN";

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Catalog catalog;
  private final Map<String, String> variables;
  private final ClusterLogins clusters;

  /// What to ask: saved files of any kind, live services, the period of the live metrics. A cluster
  /// is an address, a context of a kubeconfig, or `current`.
  public record Request(
      List<Path> files,
      Optional<URI> prometheus,
      Optional<String> kubernetes,
      Duration deadline,
      Instant from,
      Instant to) {
    public Request {
      files = List.copyOf(files);
    }
  }

  /// What they gave, and how each of them fared.
  public record Gathered(
      Bill bill, Telemetry telemetry, Cluster cluster, List<SourceState> sources) {
    public Gathered {
      sources = List.copyOf(sources);
    }

    static Gathered of(SourceState state) {
      return new Gathered(Bill.NONE, Telemetry.NONE, Cluster.NONE, List.of(state));
    }

    Gathered plus(Gathered other) {
      List<SourceState> both = new ArrayList<>(sources);
      both.addAll(other.sources);
      return new Gathered(
          bill.rows() == 0 ? other.bill : bill,
          telemetry.plus(other.telemetry),
          cluster.plus(other.cluster),
          both);
    }
  }

  AuditSources(Catalog catalog, Surroundings surroundings) {
    this.catalog = catalog;
    variables = surroundings.variables();
    clusters = ClusterLogins.of(surroundings);
  }

  public Gathered gather(Request request) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Gathered> files =
          threads.submit(
              () -> new AuditFiles(catalog, new BillTally(catalog)).read(request.files()));
      Optional<Future<Gathered>> prometheus =
          request.prometheus().map(uri -> threads.submit(() -> metrics(uri, request)));
      Optional<Future<Gathered>> kubernetes =
          request.kubernetes().map(name -> threads.submit(() -> cluster(name, request)));
      Gathered gathered = ended("files", files, Duration.ofDays(1));
      Duration patience = request.deadline().plus(GRACE);
      if (prometheus.isPresent()) {
        gathered = gathered.plus(ended("prometheus", prometheus.get(), patience));
      }
      if (kubernetes.isPresent()) {
        gathered = gathered.plus(ended("kubernetes", kubernetes.get(), patience));
      }
      return gathered;
    }
  }

  private static Gathered ended(String name, Future<Gathered> source, Duration patience) {
    try {
      return source.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return Gathered.of(
          SourceState.failed(name, reason(Objects.requireNonNullElse(e.getCause(), e))));
    } catch (TimeoutException e) {
      source.cancel(true);
      return Gathered.of(SourceState.failed(name, "gave nothing before its deadline"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Gathered.of(SourceState.failed(name, "was given up"));
    }
  }

  static String reason(Throwable cause) {
    return cause instanceof BreakevenException known
        ? known.what()
            + (known.where().isEmpty() ? "" : " (" + known.where() + ")")
            + ". "
            + known.remedy()
        : cause.getClass().getSimpleName();
  }

  private Gathered metrics(URI uri, Request request) {
    RestReader.Service service =
        new RestReader.Service(
            "Prometheus",
            uri,
            token(PROMETHEUS_TOKEN),
            "read access to the query API",
            PROMETHEUS_TOKEN);
    try (RestReader reader = new RestReader(service, request.deadline(), Optional.empty())) {
      Prometheus prometheus = new Prometheus();
      prometheus.read(reader, request.from(), request.to());
      return new Gathered(
          Bill.NONE,
          prometheus.telemetry(),
          Cluster.NONE,
          List.of(
              SourceState.ok(
                  "prometheus", "%,d series".formatted(prometheus.series()), prometheus.until())));
    }
  }

  private Gathered cluster(String target, Request request) {
    try (RestReader reader = clusters.reader(target, request.deadline())) {
      Kubernetes kubernetes = new Kubernetes();
      kubernetes.read(reader);
      return new Gathered(
          Bill.NONE,
          Telemetry.NONE,
          kubernetes.cluster(),
          List.of(state(kubernetes.cluster(), "kubernetes", Optional.of(request.to()))));
    }
  }

  static SourceState state(Cluster cluster, String name, Optional<Instant> until) {
    return SourceState.ok(
        name,
        "%,d nodes, %,d pods".formatted(cluster.nodes().size(), cluster.pods().size()),
        until);
  }

  private Optional<String> token(String variable) {
    return Optional.of(variables.getOrDefault(variable, "").strip())
        .filter(text -> !text.isEmpty());
  }

  /// Asks `name` the least that shows whether it can be read, and says what it answered.
  public String test(String name, String target, Duration deadline, Instant now) {
    Request request =
        new Request(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            deadline,
            now.minus(Duration.ofDays(1)),
            now);
    Gathered answer =
        name.equals("prometheus") ? metrics(URI.create(target), request) : cluster(target, request);
    return answer.sources().getFirst().detail();
  }
}
