package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.Kubeconfig;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.ingest.http.PemTls;
import dev.breakeven.ingest.http.RestReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// How an audit reaches a cluster: by an address, by a context of a kubeconfig, or from inside it.
final class ClusterLogins {
  /// The context that kubectl would take, or the cluster that this runs in.
  static final String CURRENT = "current";

  private static final String PERMISSION = "get and list on nodes, pods and services";
  private static final String ADDRESS = "Give an address as http://host:port, or ";

  private final Map<String, String> variables;
  private final Path home;
  private final Path account;

  /// In `account` stand the token and the authority of a pod's service account.
  ClusterLogins(Map<String, String> variables, Path home, Path account) {
    this.variables = variables;
    this.home = home;
    this.account = account;
  }

  static ClusterLogins of(Surroundings surroundings) {
    return new ClusterLogins(
        surroundings.variables(),
        surroundings.home(),
        Path.of("/var/run/secrets/kubernetes.io/serviceaccount"));
  }

  /// What reads from the cluster that `target` names: an address, a context, or [#CURRENT].
  RestReader reader(String target, Duration deadline) {
    if (target.matches("(?i)https?://.*")) {
      return reader(
          target,
          Optional.of(variables.getOrDefault(AuditSources.KUBERNETES_TOKEN, "").strip()),
          AuditSources.KUBERNETES_TOKEN,
          Optional.empty(),
          deadline);
    }
    Optional<Kubeconfig> files = Kubeconfig.find(variables, home);
    String host = variables.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    if (files.isPresent()) {
      return outside(target, files.get(), deadline);
    }
    if (!target.equals(CURRENT) || host.isEmpty()) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "there is no kubeconfig, and this is not inside a cluster",
          variables.getOrDefault("KUBECONFIG", "~/.kube/config"),
          ADDRESS + "set KUBECONFIG");
    }
    return inside(host, deadline);
  }

  private RestReader outside(String target, Kubeconfig files, Duration deadline) {
    String context =
        target.equals(CURRENT) && !files.contexts().contains(CURRENT)
            ? files.current().orElse("")
            : target;
    if (!files.contexts().contains(context)) {
      throw new BreakevenException(
          ErrorCode.USAGE,
          context.isEmpty()
              ? "the kubeconfig has no current context"
              : "there is no context '" + context + "'",
          "--kubernetes",
          ADDRESS + "one of: " + String.join(", ", files.contexts()));
    }
    Kubeconfig.Access access = files.access(context);
    Optional<PemTls.Identity> identity =
        access.certificate().flatMap(pem -> access.key().map(key -> new PemTls.Identity(pem, key)));
    boolean isTls = access.authorities().isPresent() || identity.isPresent();
    return reader(
        access.server(),
        access.token(),
        access.user(),
        isTls ? Optional.of(tls(access.authorities(), identity, access.user())) : Optional.empty(),
        deadline);
  }

  private RestReader inside(String host, Duration deadline) {
    String port = variables.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    try {
      return reader(
          "https://%s:%s".formatted(host.contains(":") ? "[" + host + "]" : host, port),
          Optional.of(Files.readString(account.resolve("token")).strip()),
          account.resolve("token").toString(),
          Optional.of(
              tls(
                  Optional.of(Files.readString(account.resolve("ca.crt"))),
                  Optional.empty(),
                  account.toString())),
          deadline);
    } catch (IOException e) {
      throw new BreakevenException(
          ErrorCode.FILE_MISSING,
          "the pod has no service account that can be read",
          account.toString(),
          "Give the pod a service account with " + PERMISSION);
    }
  }

  private static SSLContext tls(
      Optional<String> authorities, Optional<PemTls.Identity> identity, String where) {
    try {
      return PemTls.context(authorities, identity);
    } catch (GeneralSecurityException e) {
      throw new BreakevenException(
          ErrorCode.CONFIG_INVALID,
          String.valueOf(e.getMessage()),
          where,
          "Use 'kubectl proxy', and give its address");
    }
  }

  private static RestReader reader(
      String server,
      Optional<String> token,
      String secret,
      Optional<SSLContext> tls,
      Duration deadline) {
    try {
      RestReader.Service service =
          new RestReader.Service(
              "Kubernetes",
              URI.create(server),
              token.filter(text -> !text.isEmpty()),
              PERMISSION,
              secret);
      return new RestReader(service, deadline, tls);
    } catch (IllegalArgumentException e) {
      throw new BreakevenException(
          ErrorCode.USAGE, "no usable address", server, ADDRESS + "a context");
    }
  }
}
