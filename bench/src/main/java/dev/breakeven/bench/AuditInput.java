package dev.breakeven.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;

/// Writes what an audit of a large estate reads: a month of FOCUS, a cluster, a month of metrics.
///
/// Columns, tags and lengths are those of the published FOCUS sample; the names of metrics and
/// labels those of dcgm-exporter. The same everywhere.
public final class AuditInput {
  private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
  private static final int BUFFER = 1 << 20;
  private static final int GPUS_A_NODE = 8;
  private static final String[] SERVICES = {
    "Amazon Elastic Compute Cloud", "Amazon Simple Storage Service", "AmazonCloudWatch",
    "Amazon Bedrock", "Amazon Simple Queue Service", "AWS Key Management Service"
  };
  private static final String[] TEAMS = {"Search", "Chat", "Ranking", "Vision", "Data", "Platform"};
  private static final String[] METRICS = {
    "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_POWER_USAGE"
  };

  private AuditInput() {}

  /// `FOLDER ROWS PODS HOURS`: the folder gets `bill.csv`, and `cluster/` with the rest.
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path cluster = Files.createDirectories(folder.resolve("cluster"));
    int pods = Integer.parseInt(args[2]);
    try (PrintStream out = open(folder.resolve("bill.csv"))) {
      bill(out, Integer.parseInt(args[1]));
    }
    try (PrintStream out = open(cluster.resolve("objects.json"))) {
      objects(out, pods);
    }
    for (String metric : METRICS) {
      try (PrintStream out = open(cluster.resolve(metric + ".json"))) {
        series(out, metric, pods, Integer.parseInt(args[3]));
      }
    }
  }

  private static PrintStream open(Path file) throws IOException {
    OutputStream buffered = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    return new PrintStream(buffered, false, StandardCharsets.UTF_8);
  }

  private static void bill(PrintStream out, int rows) {
    out.print(
        "AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,"
            + "BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,"
            + "ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountCategory,"
            + "CommitmentDiscountId,CommitmentDiscountName,CommitmentDiscountStatus,"
            + "CommitmentDiscountType,ConsumedQuantity,ConsumedUnit,ContractedCost,"
            + "ContractedUnitPrice,EffectiveCost,InvoiceIssuerName,ListCost,ListUnitPrice,"
            + "PricingCategory,PricingQuantity,PricingUnit,ProviderName,PublisherName,RegionId,"
            + "RegionName,ResourceId,ResourceName,ResourceType,ServiceCategory,ServiceName,SkuId,"
            + "SkuPriceId,SubAccountId,SubAccountName,Tags\n");
    SplittableRandom random = new SplittableRandom(7);
    for (int row = 0; row < rows; row++) {
      int hour = (int) (744L * row / rows);
      charge(out, START.plusSeconds(3_600L * hour), random);
    }
  }

  private static void charge(PrintStream out, Instant from, SplittableRandom random) {
    int resource = random.nextInt(50_000);
    int sku = random.nextInt(3_000);
    boolean gpu = sku < 30;
    String amount = "0.%011d".formatted(random.nextLong(gpu ? 99_000_000_000L : 900_000_000L));
    String start = from.toString().replace('T', ' ').replace("Z", "");
    String end = from.plusSeconds(3_600).toString().replace('T', ' ').replace("Z", "");
    out.print("NULL,");
    out.print(amount);
    out.print(
        ",\"1234567890123\",\"SunBird\",\"USD\",\"2026-11-01 00:00:00\",\"2026-10-01 00:00:00\","
            + "\"Usage\",NULL,\"$0.");
    out.print(sku);
    out.print(gpu ? " per On Demand Linux g5.4xlarge Instance Hour" : " per unit of use in Tier");
    out.print(sku);
    out.print(" in US West (Oregon)\",\"Usage-Based\",\"");
    out.print(end);
    out.print("\",\"");
    out.print(start);
    out.print("\",NULL,NULL,NULL,NULL,NULL,1.000000000000000,\"Hrs\",");
    out.print(amount);
    out.print(",0.00000000000,");
    out.print(amount);
    out.print(",\"Amazon Web Services, Inc.\",");
    out.print(amount);
    out.print(
        ",\"0.0000004\",\"Standard\",2.00000000000,\"Requests\",\"AWS\","
            + "\"Amazon Web Services, Inc.\",\"us-west-2\",\"US West (Oregon)\",\"arn:aws:x:i-");
    out.print(0x10000000 + (gpu ? resource % 2_000 : resource));
    out.print("\",NULL,NULL,\"Compute\",\"");
    out.print(SERVICES[gpu ? 0 : sku % SERVICES.length]);
    out.print("\",\"G95FST5FTYV");
    out.print(sku);
    out.print("\",\"G95FST5FTYV.JRTCKXETXF\",\"");
    out.print(51_738_928_700L + resource % 40);
    out.print("\",\"Atlas\",\"{\"\"application\"\": \"\"app-");
    out.print(resource % 300);
    out.print("\"\", \"\"environment\"\": \"\"dev\"\", \"\"business_unit\"\": \"\"");
    out.print(TEAMS[resource % TEAMS.length]);
    out.print("\"\"}\"\n");
  }

  private static void objects(PrintStream out, int pods) {
    out.print("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
    for (int node = 0; node * GPUS_A_NODE < pods; node++) {
      out.print(
          """
          {"kind":"Node","metadata":{"name":"node-%d","labels":{"node.kubernetes.io/instance-type":\
          "p5.48xlarge"}},"spec":{"providerID":"aws:///us-west-2a/i-%d"},"status":{"allocatable":{\
          "nvidia.com/gpu":"8"},"conditions":[{"type":"Ready","status":"True"}]}},
          """
              .formatted(node, node));
    }
    for (int pod = 0; pod < pods; pod++) {
      out.print(
          """
          {"kind":"Pod","metadata":{"namespace":"ml","name":"app-%d","labels":{"app":"app"},\
          "managedFields":[{"manager":"kubelet","fieldsV1":{"f:metadata":{"f:labels":{}}}}],\
          "ownerReferences":[{"kind":"ReplicaSet","name":"app-5f7c"}]},"spec":{"nodeName":"node-%d",\
          "containers":[{"image":"own/app:1","args":["serve"],"resources":{"requests":{\
          "nvidia.com/gpu":"1"},"limits":{"nvidia.com/gpu":"1"}}}]},"status":{"phase":"Running"}}%s
          """
              .formatted(pod, pod / GPUS_A_NODE, pod + 1 < pods ? "," : ""));
    }
    out.print("]}\n");
  }

  private static void series(PrintStream out, String metric, int pods, int hours) {
    out.print("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
    SplittableRandom random = new SplittableRandom(metric.hashCode());
    for (int pod = 0; pod < pods; pod++) {
      out.print(
          """
          %s{"metric":{"__name__":"%s","UUID":"GPU-%d","gpu":"%d","device":"nvidia%d","Hostname":\
          "node-%d","modelName":"NVIDIA H100 80GB HBM3","namespace":"ml","pod":"app-%d",\
          "container":"app","job":"dcgm","instance":"10.0.0.1:9400"},"values":["""
              .formatted(
                  pod == 0 ? "" : ",",
                  metric,
                  pod,
                  pod % GPUS_A_NODE,
                  pod % GPUS_A_NODE,
                  pod / GPUS_A_NODE,
                  pod));
      int most = pod % 10 == 0 ? 1 : 100;
      for (int hour = 0; hour < hours; hour++) {
        out.print(hour == 0 ? "[" : ",[");
        out.print(START.getEpochSecond() + 3_600L * hour);
        out.print(",\"");
        out.print(random.nextInt(most));
        out.print(metric.endsWith("USAGE") ? ".125\"]" : "\"]");
      }
      out.print("]}");
    }
    out.print("]}}\n");
  }
}
