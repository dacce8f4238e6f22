package dev.breakeven.testkit.estate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// GPU machines with their bill, cluster objects and metrics: 21 wastes and 21 look-alikes.
final class Machines {
  private static final int HOURS = 336;
  private static final int BILLED_DAYS = 28;
  private static final double HOURS_A_MONTH = 730;
  private static final String USED = "DCGM_FI_DEV_FB_USED";
  private static final String BUSY = "DCGM_FI_DEV_GPU_UTIL";
  private static final String RUNNING = "vllm:num_requests_running";
  private static final String PROMPT = "vllm:prompt_tokens_total";
  private static final String GENERATED = "vllm:generation_tokens_total";

  private final SplittableRandom random;
  private final List<PlantedEstate.Plant> plants;
  private final StringBuilder bill =
      new StringBuilder(
          "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,"
              + "ChargeCategory,ServiceProviderName,ServiceName,ServiceCategory,ChargeDescription,"
              + "ResourceId,CommitmentDiscountId,CommitmentDiscountStatus,SkuPriceDetails,Tags\n");
  private final List<String> objects = new ArrayList<>();
  private final Map<String, List<String>> series = new LinkedHashMap<>();
  private int machines;

  /// The value of an hour, or -1 for a gap; of GPUs how busy they are in percent.
  private interface Load {
    long value(int hour);
  }

  /// A machine as it was made; `rate` is of one GPU and hour.
  private record Machine(String node, int gpus, double rate) {
    double month() {
      return gpus * rate * HOURS_A_MONTH;
    }
  }

  Machines(SplittableRandom random, List<PlantedEstate.Plant> plants) {
    this.random = random;
    this.plants = plants;
  }

  private Machine machine(int gpus, boolean warm, String pod, Load load, int memory) {
    String node = "node-" + machines++;
    String id = "i-%08x".formatted(random.nextInt());
    double rate = 2 + random.nextInt(300) / 100.0 + 0.01;
    objects.add(
        """
        {"kind":"Node","metadata":{"name":"%s","labels":{"node.kubernetes.io/instance-type":\
        "big.1x"%s}},"spec":{"providerID":"plant:///r1/%s"},"status":{"allocatable":{\
        "nvidia.com/gpu":"%d"}}}"""
            .formatted(node, warm ? ",\"breakeven.dev/warm-pool\":\"true\"" : "", id, gpus));
    for (int day = 0; day < BILLED_DAYS; day++) {
      charge(day, rate * gpus * 24, "Usage", id, "", "", gpus);
    }
    for (int gpu = 0; gpu < gpus; gpu++) {
      String labels =
          "\"UUID\":\"GPU-%s-%d\",\"gpu\":\"%d\",\"Hostname\":\"%s\",\"modelName\":\"NVIDIA H100 80GB HBM3\"%s"
              .formatted(
                  id,
                  gpu,
                  gpu,
                  node,
                  pod.isEmpty() ? "" : ",\"namespace\":\"ml\",\"pod\":\"" + pod + "\"");
      add(BUSY, labels, load);
      add(USED, labels, hour -> load.value(hour) < 0 ? -1 : memory);
    }
    return new Machine(node, gpus, rate);
  }

  private void charge(
      int day, double usd, String category, String id, String commitment, String status, int gpus) {
    Instant from = PlantedEstate.END.minus(Duration.ofDays(BILLED_DAYS - day));
    bill.append(
        String.format(
            Locale.ROOT,
            "%s,%.6f,USD,%s,%s,%s,PlantCloud,Compute,Compute,%s,%s,%s,%s,%s,%n",
            status.isEmpty() ? String.format(Locale.ROOT, "%.6f", usd) : "0",
            usd,
            from,
            from.plus(Duration.ofDays(1)),
            category,
            gpus > 0 ? "GPU machine hours" : "Committed hours",
            id,
            commitment,
            status,
            gpus > 0
                ? "\"{\"\"InstanceType\"\":\"\"big.1x\"\",\"\"GpuCount\"\":" + gpus + "}\""
                : ""));
  }

  private void add(String name, String labels, Load load) {
    long end = PlantedEstate.END.getEpochSecond() / 3600;
    StringBuilder values = new StringBuilder();
    for (int hour = 0; hour < HOURS; hour++) {
      long value = load.value(hour);
      if (value >= 0) {
        values.append(values.isEmpty() ? "" : ",");
        values.append('[').append((end - HOURS + hour) * 3600 + 60).append(",\"");
        values.append(value).append("\"]");
      }
    }
    series
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(
            "{\"metric\":{\"__name__\":\""
                + name
                + "\","
                + labels
                + "},\"values\":["
                + values
                + "]}");
  }

  private void pod(String name, Machine machine, String labels, String image) {
    objects.add(
        """
        {"kind":"Pod","metadata":{"namespace":"ml","name":"%s","labels":{%s},"ownerReferences":[{\
        "kind":"ReplicaSet","name":"%s-5f7c"}]},"spec":{"nodeName":"%s","containers":[{"image":"%s",\
        "resources":{"requests":{"nvidia.com/gpu":"%d"},"limits":{"nvidia.com/gpu":"%d"}}}]},\
        "status":{"phase":"Running"}}"""
            .formatted(name, labels, name, machine.node(), image, machine.gpus(), machine.gpus()));
  }

  private void engine(String pod, int running, long tokensAnHour) {
    String labels = "\"namespace\":\"ml\",\"pod\":\"" + pod + "\",\"model_name\":\"llama-3.3-70b\"";
    add(RUNNING, labels, _ -> running);
    add(PROMPT, labels, hour -> tokensAnHour * hour);
    add(GENERATED, labels, hour -> tokensAnHour * hour);
  }

  void plant() {
    for (int i = 0; i < 6; i++) {
      int idlePercent = 85 + random.nextInt(16);
      Machine idle = machine(1 << (i % 4), false, "", hours(idlePercent, 40), 0);
      plants.add(
          new PlantedEstate.Plant("idle-gpu", idle.node(), idle.month() * idlePercent / 100));
    }
    for (int i = 0; i < 6; i++) {
      String name = "held-" + i;
      Machine held = machine(1 + i % 4, false, name, hours(100, 0), 40_000);
      pod(name, held, "", "vllm/vllm-openai:v1");
      if (i % 2 == 0) {
        engine(name, 0, 0);
      }
      plants.add(new PlantedEstate.Plant("gpu-held", "ml/" + name, held.month()));
    }
    for (int i = 0; i < 3; i++) {
      String name = "large-" + i;
      Machine large = machine(1 + i, false, name, _ -> 5 + random.nextInt(2), 9_000);
      pod(name, large, "", "own/embedder:1");
      plants.add(
          new PlantedEstate.Plant(
              "oversized-gpu", "ml/" + name, large.gpus() * (large.rate() - 0.8) * HOURS_A_MONTH));
    }
    for (int i = 0; i < 3; i++) {
      String name = "quiet-" + i;
      Machine quiet = machine(1 + i, false, name, _ -> 20, 70_000);
      pod(name, quiet, "", "vllm/vllm-openai:v1");
      engine(name, 1, 300 + random.nextInt(300));
      plants.add(
          new PlantedEstate.Plant("self-host-below-break-even", "ml/" + name, quiet.month()));
    }
    for (int i = 0; i < 3; i++) {
      commitment("spare-" + i, 10 + random.nextInt(30), true);
    }
    lookAlikes();
  }

  private void commitment(String name, double usdADay, boolean unused) {
    for (int day = 0; day < BILLED_DAYS; day++) {
      charge(day, usdADay + 0.25, "Usage", "", name, unused ? "Unused" : "Used", 0);
    }
    if (unused && usdADay > 1) {
      plants.add(
          new PlantedEstate.Plant(
              "unused-commitment", name, (usdADay + 0.25) * HOURS_A_MONTH / 24));
    }
  }

  /// Idle in so many of a hundred hours, evenly spread.
  private static Load hours(int idlePercent, int otherwise) {
    return hour ->
        (long) (hour + 1) * idlePercent / 100 > (long) hour * idlePercent / 100 ? 0 : otherwise;
  }

  private void lookAlikes() {
    for (int i = 0; i < 4; i++) {
      machine(1, false, "", _ -> 50, 20_000);
    }
    for (int i = 0; i < 2; i++) {
      machine(2, false, "", hour -> hour % 24 < 12 ? 0 : 60, 20_000);
    }
    machine(1, true, "", _ -> 0, 0);
    pod(
        "warm",
        machine(1, false, "warm", _ -> 0, 60_000),
        "\"breakeven.dev/warm-pool\":\"true\"",
        "own/app:1");
    for (int i = 0; i < 2; i++) {
      machine(1, false, "", hour -> hour < 10 ? 0 : -1, 0);
    }
    for (int i = 0; i < 3; i++) {
      pod("light-" + i, machine(1, false, "light-" + i, _ -> 1, 60_000), "", "vllm/vllm-openai:v1");
      engine("light-" + i, 1, 6_000_000);
    }
    for (int i = 0; i < 3; i++) {
      pod("full-" + i, machine(1, false, "full-" + i, _ -> 6, 70_000), "", "own/embedder:1");
    }
    pod("fast", machine(1, false, "fast", _ -> 90, 9_000), "", "own/embedder:1");
    for (int i = 0; i < 2; i++) {
      pod(
          "worth-" + i,
          machine(1, false, "worth-" + i, _ -> 80, 70_000),
          "",
          "vllm/vllm-openai:v1");
      engine("worth-" + i, 20, 100_000_000);
    }
    commitment("in-use", 30, false);
    commitment("small", 0, true);
  }

  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("bill.csv"), bill.toString());
    Files.writeString(
        folder.resolve("cluster.json"),
        "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n"
            + String.join(",\n", objects)
            + "\n]}\n");
    int number = 0;
    for (List<String> each : series.values()) {
      Files.writeString(
          folder.resolve("metrics-" + number++ + ".json"),
          "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\n"
              + String.join(",\n", each)
              + "\n]}}\n");
    }
  }
}
