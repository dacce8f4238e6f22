package dev.breakeven.core.audit;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a Kubernetes cluster has: its nodes, its pods and the services before them.
public record Cluster(List<Node> nodes, List<Pod> pods, List<Entry> entries) {
  public static final Cluster NONE = new Cluster(List.of(), List.of(), List.of());

  /// The label by which a node or pod is a warm pool that may stand idle.
  public static final String WARM_POOL = "breakeven.dev/warm-pool";

  public Cluster {
    nodes = List.copyOf(nodes);
    pods = List.copyOf(pods);
    entries = List.copyOf(entries);
  }

  /// The objects of both.
  public Cluster plus(Cluster other) {
    return new Cluster(
        joined(nodes, other.nodes), joined(pods, other.pods), joined(entries, other.entries));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  /// `machine` is the id by which the cloud knows it, the last part of the provider id; `gpus` is
  /// how many it has.
  public record Node(
      String name,
      String machine,
      String instance,
      String region,
      String gpu,
      long gpus,
      boolean warmPool) {}

  /// `owner` is the workload that made it, such as `Deployment/chat`; `arguments` are the words of
  /// all its command lines.
  public record Pod(
      String namespace,
      String name,
      String node,
      String owner,
      String phase,
      long gpuRequest,
      long gpuLimit,
      List<String> images,
      List<String> arguments,
      List<Integer> hostPorts,
      int oomKills,
      Map<String, String> labels) {
    public Pod {
      images = List.copyOf(images);
      arguments = List.copyOf(arguments);
      hostPorts = List.copyOf(hostPorts);
      labels = Map.copyOf(labels);
    }

    public String path() {
      return namespace + "/" + name;
    }

    /// The GPUs that it holds: what it asks for, else its limit.
    public long gpus() {
      return Math.max(gpuRequest, gpuLimit);
    }

    public boolean isRunning() {
      return phase.equals("Running");
    }

    boolean isWarmPool() {
      return labels.getOrDefault(WARM_POOL, "").equals("true");
    }

    boolean isSglang() {
      return Stream.concat(images.stream(), arguments.stream())
          .anyMatch(word -> word.contains("sglang"));
    }

    /// True for an inference engine, by its image or its command.
    boolean isEngine() {
      return Stream.concat(images.stream(), arguments.stream())
          .anyMatch(word -> word.contains("vllm") || word.contains("sglang"));
    }
  }

  /// A service, by which pods are reached.
  public record Entry(String namespace, String name, String type, Map<String, String> selector) {
    public Entry {
      selector = Map.copyOf(selector);
    }

    /// True when it is reachable from outside the cluster.
    boolean isOpen() {
      return type.equals("NodePort") || type.equals("LoadBalancer");
    }

    boolean leadsTo(Pod pod) {
      return namespace.equals(pod.namespace())
          && !selector.isEmpty()
          && pod.labels().entrySet().containsAll(selector.entrySet());
    }
  }
}
