package dev.breakeven.ingest.kubernetes;

import dev.breakeven.core.audit.Cluster;
import dev.breakeven.ingest.usage.source.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Objects of the API as the types of an audit.
final class Objects {
  private static final List<String> GPU_RESOURCES =
      List.of("nvidia.com/gpu", "amd.com/gpu", "nvidia.com/gpu.shared", "gpu.intel.com/xe");
  private static final long MOST_GPUS = 1_024;

  private Objects() {}

  static Cluster.Node node(JsonObject item) {
    JsonObject labels = item.object("metadata").object("labels");
    String provider = item.object("spec").text("providerID");
    return new Cluster.Node(
        item.object("metadata").text("name"),
        provider.substring(provider.lastIndexOf('/') + 1),
        first(labels, "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"),
        first(labels, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
        first(labels, "nvidia.com/gpu.product", "cloud.google.com/gke-accelerator"),
        physical(labels, gpus(item.object("status").object("allocatable"))),
        labels.text(Cluster.WARM_POOL).equals("true"));
  }

  /// GPUs that are shared in time are allocatable several times; the label counts them once.
  private static long physical(JsonObject labels, long allocatable) {
    String count = labels.text("nvidia.com/gpu.count");
    return allocatable > 0 && count.matches("[1-9]\\d{0,3}") ? Long.parseLong(count) : allocatable;
  }

  private static String first(JsonObject labels, String... keys) {
    for (String key : keys) {
      if (!labels.text(key).isEmpty()) {
        return labels.text(key);
      }
    }
    return "";
  }

  /// GPUs asked for whole, shared or as slices of one, which count as one each.
  private static long gpus(JsonObject resources) {
    long sum = 0;
    for (String key : resources.keys()) {
      if (GPU_RESOURCES.contains(key) || key.startsWith("nvidia.com/mig-")) {
        long count = resources.tokens(key);
        sum += count > 0 && count <= MOST_GPUS ? count : 0;
      }
    }
    return sum;
  }

  static Cluster.Pod pod(JsonObject item) {
    JsonObject metadata = item.object("metadata");
    JsonObject spec = item.object("spec");
    long request = 0;
    long limit = 0;
    List<String> images = new ArrayList<>();
    List<String> arguments = new ArrayList<>();
    List<Integer> hostPorts = new ArrayList<>();
    for (JsonObject container : spec.objects("containers")) {
      request += gpus(container.object("resources").object("requests"));
      limit += gpus(container.object("resources").object("limits"));
      images.add(container.text("image"));
      arguments.addAll(words(container.texts("command")));
      arguments.addAll(words(container.texts("args")));
      for (JsonObject port : container.objects("ports")) {
        long host = port.tokens("hostPort");
        if (host > 0 && host <= 65_535) {
          hostPorts.add((int) host);
        }
      }
    }
    return new Cluster.Pod(
        metadata.text("namespace"),
        metadata.text("name"),
        spec.text("nodeName"),
        owner(metadata),
        item.object("status").text("phase"),
        request,
        limit,
        images,
        arguments,
        hostPorts,
        oomKills(item.object("status")),
        map(metadata.object("labels")));
  }

  /// A command line given to a shell is one text of many words.
  private static List<String> words(List<String> texts) {
    List<String> words = new ArrayList<>();
    texts.forEach(text -> words.addAll(List.of(text.strip().split("\\s+"))));
    return words;
  }

  private static int oomKills(JsonObject status) {
    int kills = 0;
    for (JsonObject container : status.objects("containerStatuses")) {
      boolean now =
          container.object("state").object("terminated").text("reason").equals("OOMKilled");
      boolean before =
          container.object("lastState").object("terminated").text("reason").equals("OOMKilled");
      kills += now || before ? 1 : 0;
    }
    return kills;
  }

  /// The workload: a replica set is named by its deployment, without the hash.
  private static String owner(JsonObject metadata) {
    List<JsonObject> owners = metadata.objects("ownerReferences");
    if (owners.isEmpty()) {
      return "";
    }
    String kind = owners.getFirst().text("kind");
    String name = owners.getFirst().text("name");
    int hash = name.lastIndexOf('-');
    return kind.equals("ReplicaSet") && hash > 0
        ? "Deployment/" + name.substring(0, hash)
        : kind + "/" + name;
  }

  static Cluster.Entry entry(JsonObject item, String type) {
    return new Cluster.Entry(
        item.object("metadata").text("namespace"),
        item.object("metadata").text("name"),
        type,
        map(item.object("spec").object("selector")));
  }

  private static Map<String, String> map(JsonObject object) {
    Map<String, String> map = new HashMap<>();
    object.keys().forEach(key -> map.put(key, object.text(key)));
    return map;
  }
}
