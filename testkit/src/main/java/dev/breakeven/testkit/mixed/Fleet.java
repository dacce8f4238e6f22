package dev.breakeven.testkit.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Nodes, pods and what exporters saw of them: samples at odd seconds, with gaps, until the end.
final class Fleet {
  private static final String KIND = "\"kind\":\"%s\",\"metadata\":{";

  private final Draws draws;
  private final Bills bills;
  private final long lastHour;
  private final int hours;
  private final List<String> objects = new ArrayList<>();
  private final Map<String, List<String>> series = new LinkedHashMap<>();
  private int gpusSeen;

  /// A value of an hour counted from the first, or a negative one for nothing at all.
  interface Load {
    double at(int hour);
  }

  /// A kind of machine; `perHour` is about what one GPU of it costs.
  enum Kind {
    P5(Bills.Vendor.AWS, "p5.48xlarge", "NVIDIA H100 80GB HBM3", 8, 4.2),
    P4DE(Bills.Vendor.AWS, "p4de.24xlarge", "NVIDIA A100-SXM4-80GB", 8, 2.6),
    NC1(Bills.Vendor.AZURE, "Standard_NC24ads_A100_v4", "NVIDIA A100 80GB PCIe", 1, 3.4),
    NC2(Bills.Vendor.AZURE, "Standard_NC48ads_A100_v4", "NVIDIA A100 80GB PCIe", 2, 3.3),
    A2(Bills.Vendor.GCP, "a2-ultragpu-1g", "NVIDIA A100-SXM4-80GB", 1, 5),
    NEB_H100(Bills.Vendor.NEBULA, "neb-h100", "NVIDIA H100 80GB HBM3", 1, 3.1),
    NEB_H100X4(Bills.Vendor.NEBULA, "neb-h100-x4", "NVIDIA H100 80GB HBM3", 4, 3),
    NEB_A100(Bills.Vendor.NEBULA, "neb-a100", "NVIDIA A100-SXM4-80GB", 1, 2.2),
    NEB_L40S(Bills.Vendor.NEBULA, "neb-l40s", "NVIDIA L40S", 1, 1.3),
    NEB_L4(Bills.Vendor.NEBULA, "neb-l4", "NVIDIA L4", 1, 0.6);

    final Bills.Vendor vendor;
    final String instance;
    final String product;
    final int gpus;
    final double perHour;

    Kind(Bills.Vendor vendor, String instance, String product, int gpus, double perHour) {
      this.vendor = vendor;
      this.instance = instance;
      this.product = product;
      this.gpus = gpus;
      this.perHour = perHour;
    }
  }

  /// A machine; `rate` is what an hour of one of its GPUs came to by its bill.
  record Machine(Kind kind, String node, double rate) {}

  Fleet(Draws draws, Bills bills, Instant end) {
    this.draws = draws;
    this.bills = bills;
    lastHour = end.getEpochSecond() / 3_600 - 1;
    hours = draws.whole(220, 500);
  }

  int hours() {
    return hours;
  }

  Machine machine(Kind kind, boolean warm) {
    String id =
        switch (kind.vendor) {
          case AWS -> "i-0" + draws.hex(16);
          case AZURE -> "vm-gpu-" + draws.tail(6);
          case GCP -> "gke-ml-pool-" + draws.hex(8) + "-" + draws.tail(4);
          case NEBULA -> "neb" + draws.whole(1_000, 9_999) + "-" + draws.tail(3);
        };
    String node =
        switch (kind.vendor) {
          case AWS -> "ip-10-" + draws.hex(3) + "-" + draws.hex(3) + ".us-east-2.compute.internal";
          case AZURE, GCP, NEBULA -> id;
        };
    String resource =
        switch (kind.vendor) {
          case AWS -> "arn:aws:ec2:us-east-2:918273645501:instance/" + id;
          case AZURE -> "/subscriptions/9/providers/Microsoft.Compute/virtualMachines/" + id;
          case GCP, NEBULA -> id;
        };
    String what =
        kind.vendor == Bills.Vendor.GCP
            ? kind.product + " GPU running in Iowa"
            : kind.product + " server " + kind.instance;
    double usd = kind.gpus * kind.perHour * draws.between(0.85, 1.3);
    double hour = bills.machine(kind.vendor, resource, what, usd);
    String label = warm ? ",\"breakeven.dev/warm-pool\":\"true\"" : "";
    objects.add(
        ("{"
                + KIND
                + "\"name\":\"%s\",\"labels\":{\"node.kubernetes.io/instance-type\":\"%s\"%s}},"
                + "\"spec\":{\"providerID\":\"cloud:///zone-b/%s\"},"
                + "\"status\":{\"allocatable\":{\"cpu\":\"48\",\"nvidia.com/gpu\":\"%d\"}}}")
            .formatted("Node", node, kind.instance, label, id, kind.gpus));
    return new Machine(kind, node, hour / kind.gpus);
  }

  /// A pod in the cluster; `team` is its namespace.
  void pod(String team, String name, Machine machine, int gpus, String more, String... command) {
    String owner = name.replaceFirst("-[a-z0-9]{5}$", "");
    String kind = owner.equals(name) ? "StatefulSet" : "ReplicaSet";
    objects.add(
        ("{"
                + KIND
                + "\"namespace\":\"%s\",\"name\":\"%s\",\"labels\":{\"app\":\"x\"%s},"
                + "\"ownerReferences\":[{\"kind\":\"%s\",\"name\":\"%s\"}]},\"spec\":{\"nodeName\":"
                + "\"%s\",\"containers\":[{\"image\":\"%s\",\"args\":[\"%s\"],\"resources\":{"
                + "\"requests\":{\"nvidia.com/gpu\":\"%d\"},\"limits\":{\"nvidia.com/gpu\":\"%d\"}}}]},"
                + "\"status\":{\"phase\":\"Running\"}}")
            .formatted(
                "Pod",
                team,
                name,
                more,
                kind,
                kind.equals("StatefulSet") ? name.replaceFirst("-\\d+$", "") : owner,
                machine.node(),
                command[0],
                String.join("\",\"", command)
                    .substring(command[0].length())
                    .replaceFirst("\",\"", ""),
                gpus,
                gpus));
  }

  /// What is seen of a GPU while `holder` has it (`team/pod`, or nothing) in `from` to `to` hours:
  /// how busy, in percent, and memory in MiB. Returns the share of the seen hours that were idle.
  double gpu(
      Machine machine, String uuid, String holder, int from, int to, Load busy, Load memory) {
    int slash = holder.indexOf('/');
    String labels =
        "\"UUID\":\"%s\",\"device\":\"nvidia%d\",\"Hostname\":\"%s\",\"modelName\":\"%s\"%s"
            .formatted(
                uuid,
                gpusSeen % 8,
                machine.node(),
                machine.kind().product,
                slash < 0
                    ? ""
                    : ",\"exported_namespace\":\"%s\",\"exported_pod\":\"%s\""
                        .formatted(holder.substring(0, slash), holder.substring(slash + 1)));
    boolean[] seen = seen(from, to);
    gauge("DCGM_FI_DEV_GPU_UTIL", labels, from, seen, busy);
    gauge("DCGM_FI_DEV_FB_USED", labels, from, seen, memory);
    int known = 0;
    int idle = 0;
    for (int hour = from; hour < to; hour++) {
      known += seen[hour - from] ? 1 : 0;
      idle += seen[hour - from] && busy.at(hour) < 2 ? 1 : 0;
    }
    return (double) idle / Math.max(1, known);
  }

  String uuid() {
    gpusSeen++;
    return "GPU-" + draws.hex(8) + "-" + draws.hex(12);
  }

  /// Which hours an exporter saw: most of them, and stretches of none.
  boolean[] seen(int from, int to) {
    boolean[] seen = new boolean[Math.max(0, to - from)];
    double gaps = draws.between(0, 0.2);
    int silent = 0;
    for (int i = 0; i < seen.length; i++) {
      silent = silent > 0 ? silent - 1 : draws.chance(gaps / 4) ? draws.whole(1, 7) : 0;
      seen[i] = silent == 0 || i == seen.length - 1;
    }
    return seen;
  }

  /// One to three samples an hour, of which the largest is the value.
  void gauge(String name, String labels, int from, boolean[] seen, Load load) {
    StringBuilder samples = new StringBuilder();
    for (int hour = from; hour < from + seen.length; hour++) {
      double value = load.at(hour);
      if (value < 0 || !seen[hour - from]) {
        continue;
      }
      int count = draws.whole(1, 3);
      int largest = draws.whole(0, count - 1);
      for (int i = 0; i < count; i++) {
        double one = i == largest ? value : value * draws.between(0.3, 1);
        sample(samples, hour, (i * 3_600 + draws.whole(1, 3_500)) / count, Math.floor(one));
      }
      if (draws.chance(0.01)) {
        samples.append(",[").append(second(hour, 3_599)).append(",\"NaN\"]");
      }
    }
    add(name, labels, samples);
  }

  /// A counter that grows by `load` an hour, from wherever it stood; twice or so it starts again.
  void counter(String name, String labels, boolean[] seen, Load load) {
    StringBuilder samples = new StringBuilder();
    double value = draws.spread(1, 1e9);
    for (int hour = 0; hour < seen.length; hour++) {
      boolean again = hour > 0 && seen[hour - 1] && seen[hour] && draws.chance(0.004);
      value = (again ? 0 : value) + load.at(hour);
      if (seen[hour]) {
        sample(samples, hour, 3_590 + draws.whole(0, 9), Math.floor(value));
      }
    }
    add(name, labels, samples);
  }

  private long second(int hour, int second) {
    return (lastHour - hours + 1 + hour) * 3_600 + second;
  }

  private void sample(StringBuilder samples, int hour, int second, double value) {
    samples.append(samples.isEmpty() ? "" : ",").append('[').append(second(hour, second));
    samples.append(".").append(draws.whole(100, 999)).append(",\"");
    samples.append(String.format(Locale.ROOT, "%.0f", value)).append("\"]");
  }

  private void add(String name, String labels, StringBuilder samples) {
    series
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(
            "{\"metric\":{\"__name__\":\"%s\",%s},\"values\":[%s]}"
                .formatted(name, labels, samples));
  }

  void write(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("kubectl.json"),
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n"
            + String.join(",\n", objects)
            + "]}");
    for (Map.Entry<String, List<String>> each : series.entrySet()) {
      Files.writeString(
          folder.resolve(each.getKey().replace(':', '-') + ".json"),
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\n"
              + String.join(",\n", each.getValue())
              + "]}}");
    }
  }
}
