package dev.breakeven.gateway;

import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.settings.Bound;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.TraceExport;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.trace.Traces;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.gateway.upstream.Upstreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Whether a gateway would work by its settings: upstreams are reached by asking for their list of
/// models, which costs nothing, models have prices, and files can be read and written.
public final class GatewayCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GatewaySettings settings;
  private final ListPrices prices;
  private final List<Finding> findings = new ArrayList<>();

  /// A part of the settings.
  public enum Part {
    UPSTREAM,
    ACCESS,
    CERTIFICATE,
    PRIVATE_KEY,
    ACCESS_LOG,
    MIRROR,
    TRACES
  }

  /// What was seen of a part; `name` is that of an upstream, or such as `key ci` or `mirror 1`;
  /// empty for other parts.
  public record Finding(Part part, String name, boolean isWrong, String what) {}

  private GatewayCheck(GatewaySettings settings, Market market) {
    this.settings = settings;
    prices = new ListPrices(market);
  }

  /// Everything that was looked at, what is right too.
  public static List<Finding> of(GatewaySettings settings, Market market) {
    GatewayCheck check = new GatewayCheck(settings, market);
    check.files();
    check.access();
    check.mirrors();
    check.traces();
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build()) {
      for (Upstream upstream :
          new Upstreams(settings.upstreams(), settings.retries().rest()).all()) {
        upstream.replicas().forEach(replica -> check.reach(client, upstream, replica));
        check.price(upstream.settings());
      }
    }
    return List.copyOf(check.findings);
  }

  private void found(String upstream, boolean isWrong, String what) {
    findings.add(new Finding(Part.UPSTREAM, upstream, isWrong, what));
  }

  private void found(Part part, boolean isRight, Path file, String meaning) {
    String what = file + (isRight ? " is " : " is not ") + meaning;
    findings.add(new Finding(part, "", !isRight, what));
  }

  private void files() {
    Operation operation = settings.operation();
    operation
        .tls()
        .ifPresent(
            tls -> {
              Path certificate = tls.certificate();
              found(Part.CERTIFICATE, isCertificate(certificate), certificate, "a certificate");
              found(Part.PRIVATE_KEY, isKey(tls.key()), tls.key(), "a private key");
            });
    operation
        .accessLog()
        .ifPresent(
            file -> {
              Path folder = file.toAbsolutePath().getParent();
              boolean writable =
                  Files.exists(file)
                      ? Files.isWritable(file)
                      : folder != null && Files.isWritable(folder);
              found(Part.ACCESS_LOG, writable, file, "writable");
            });
  }

  /// Whether keys and tags that may not go everywhere may go anywhere.
  private void access() {
    GatewaySettings.Access access = settings.access();
    Stream.<Bound>concat(access.keys().stream(), access.tags().stream())
        .filter(Bound::binds)
        .forEach(
            bound -> {
              List<String> allowed =
                  settings.upstreams().stream()
                      .filter(bound::allows)
                      .map(UpstreamSettings::name)
                      .toList();
              String where = allowed.isEmpty() ? "no upstream" : String.join(", ", allowed);
              String what = bound.label() + " may go to " + where;
              findings.add(new Finding(Part.ACCESS, bound.label(), allowed.isEmpty(), what));
            });
  }

  private void mirrors() {
    int number = 0;
    for (Mirror mirror : settings.mirrors()) {
      UpstreamSettings upstream =
          settings.upstreams().stream()
              .filter(each -> each.name().equals(mirror.upstream()))
              .findFirst()
              .orElseThrow();
      String model = upstream.models().getOrDefault(mirror.model(), mirror.model());
      boolean priced = upstream.own() || prices.offer(upstream.provider(), model).isPresent();
      String what =
          "%s %% of calls for %s are copied to %s as %s%s"
              .formatted(
                  mirror.share().times(100),
                  mirror.of(),
                  upstream.name(),
                  model,
                  priced ? "" : ", which has no price: not where a budget covers the call");
      findings.add(new Finding(Part.MIRROR, "mirror " + ++number, !priced, what));
    }
  }

  /// Whether traces could be sent as the environment says, as a start would find out.
  private void traces() {
    TraceExport export = settings.operation().traces();
    if (!export.isOn()) {
      return;
    }
    try {
      new Traces(export, () -> Instant.EPOCH, new Counters()).close();
      findings.add(new Finding(Part.TRACES, "", false, "traces go to " + export.endpoint()));
    } catch (BreakevenException e) {
      String what = e.what() + ". " + e.remedy();
      findings.add(new Finding(Part.TRACES, "", true, what));
    }
  }

  private static boolean isCertificate(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return !CertificateFactory.getInstance("X.509").generateCertificates(in).isEmpty();
    } catch (IOException | CertificateException e) {
      return false;
    }
  }

  private static boolean isKey(Path file) {
    try {
      return Files.readString(file).contains("PRIVATE KEY-----");
    } catch (IOException e) {
      return false;
    }
  }

  private void reach(HttpClient client, Upstream upstream, Replica replica) {
    UpstreamSettings to = upstream.settings();
    String scheme = replica.isSecure() ? "https" : "http";
    URI uri = URI.create(scheme + "://" + replica.name() + replica.path(to.api().modelsPath()));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    to.credentials().forEach(request::header);
    try {
      int status =
          client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      found(to.name(), status == 401 || status == 403 || status >= 500, said(uri, status));
    } catch (IOException e) {
      found(to.name(), true, uri + " cannot be reached");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      found(to.name(), true, uri + " was not waited for");
    }
  }

  private static String said(URI uri, int status) {
    String meaning =
        switch (status) {
          case 200 -> "answers";
          case 401, 403 -> "refuses the key (status " + status + ")";
          case 404 -> "answers, and has no list of models";
          default -> "answers with status " + status;
        };
    return uri + " " + meaning;
  }

  private void price(UpstreamSettings upstream) {
    if (upstream.own()) {
      found(upstream.name(), false, "own hardware: no price by the token");
    } else if (upstream.provider().isEmpty()) {
      found(upstream.name(), true, "no provider is named, so that no price holds");
    } else if (upstream.models().isEmpty()) {
      found(upstream.name(), false, "takes any model: prices are not looked up");
    }
    if (!upstream.own() && !upstream.provider().isEmpty()) {
      for (String model : upstream.models().values().stream().sorted().toList()) {
        boolean priced = prices.offer(upstream.provider(), model).isPresent();
        String name = upstream.provider() + "/" + model;
        found(upstream.name(), !priced, priced ? name + " has a price" : "no price for " + name);
      }
    }
  }
}
