package dev.breakeven.cli;

import dev.breakeven.cli.wiring.AuditSources;
import dev.breakeven.cli.wiring.Wiring;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// How to give an audit a source, with no more rights than it needs.
@Command(
    name = "connect",
    description = "The least rights that a source of an audit needs, and a test of them.",
    footer = {
      "",
      "breakeven connect kubernetes",
      "breakeven connect kubernetes --test current",
      "breakeven connect prometheus --test http://127.0.0.1:9090"
    },
    mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final List<String> LIVE = List.of("prometheus", "kubernetes");
  private static final Map<String, String> RECIPES =
      new TreeMap<>(
          Map.of(
              "prometheus",
              """
              Prometheus needs no right beyond its query API. Behind a proxy with tokens:
                export %s=...
              Live:   breakeven audit --prometheus http://HOST:9090
              Saved:  curl -G http://HOST:9090/api/v1/query_range -o gpu.json \\
                        -d query=DCGM_FI_DEV_GPU_UTIL -d start=FROM -d end=TO -d step=300
                      breakeven audit --from-file gpu.json
              """
                  .formatted(AuditSources.PROMETHEUS_TOKEN),
              "kubernetes",
              """
              Read-only, three kinds of objects. Apply this, and bind it to a service account:
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata:
                  name: breakeven-audit
                rules:
                  - apiGroups: [""]
                    resources: ["nodes", "pods", "services"]
                    verbs: ["get", "list"]
              Live:   breakeven audit --kubernetes CONTEXT   (of your kubeconfig)
                      breakeven audit --kubernetes current   (the one in use; in a pod, its account)
              Where kubectl runs a program to log in, and for any other way:
                      kubectl proxy --port 8001 &
                      breakeven audit --kubernetes http://127.0.0.1:8001
                      (another address takes the account's token from %s)
              Saved:  kubectl get nodes,pods,services -A -o json > cluster.json
                      breakeven audit --from-file cluster.json
              """
                  .formatted(AuditSources.KUBERNETES_TOKEN),
              "focus",
              """
              A bill needs no credentials here: have your cloud export cost data as FOCUS 1.0 or later
              in CSV, and fetch the files with the cloud's own tool and a right to read that one place.
              Saved:  breakeven audit --from-file bills/
              """));

  private final Wiring wiring;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--debug", description = "Print stack traces of errors.")
  boolean debug;

  @Option(
      names = "--test",
      paramLabel = "URL|CONTEXT",
      description = "Ask the service once, and say so.")
  Optional<String> test = Optional.empty();

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "focus, kubernetes or prometheus; all of them by default.")
  String name = "";

  ConnectCommand(Wiring wiring) {
    this.wiring = wiring;
  }

  @Override
  public Integer call() {
    if (!name.isEmpty() && !RECIPES.containsKey(name)) {
      throw Common.usage(
          "no source '" + name + "'", "Use " + String.join(", ", RECIPES.keySet()) + ".");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (test.isPresent()) {
      if (!LIVE.contains(name)) {
        throw Common.usage("--test needs a live source", "Use prometheus or kubernetes.");
      }
      out.println(name + " answers: " + answer(test.get()));
      return 0;
    }
    RECIPES.forEach(
        (each, recipe) -> {
          if (name.isEmpty() || name.equals(each)) {
            out.println(each);
            recipe.lines().forEach(line -> out.println("  " + line));
          }
        });
    return 0;
  }

  private String answer(String target) {
    try {
      return wiring.auditSources(List.of()).test(name, target, DEADLINE, wiring.now());
    } catch (IllegalArgumentException e) {
      throw Common.usage("no usable address", "Write it as http://host:port.");
    }
  }
}
