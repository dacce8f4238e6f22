package dev.breakeven.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntToLongFunction;

/// Bills, metrics and clusters as texts, a piece at a time, all up to one moment.
final class SavedEstate {
  static final Instant END = Instant.parse("2026-11-21T12:00:00Z");
  static final String BILL_HEADER =
      "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,"
          + "ChargeCategory,ServiceProviderName,ServiceName,ChargeDescription,ResourceId\n";

  private static final long LAST_HOUR = END.getEpochSecond() / 3_600;

  private SavedEstate() {}

  static String machine(String id, double usdAnHour, int days) {
    StringBuilder rows = new StringBuilder();
    for (int day = 0; day < days; day++) {
      Instant to = END.minus(Duration.ofDays(day));
      rows.append(
          "%.2f,%.2f,USD,%s,%s,Usage,OtherCloud,Compute,H100 hours,%s%n"
              .formatted(24 * usdAnHour, 24 * usdAnHour, to.minus(Duration.ofDays(1)), to, id));
    }
    return rows.toString();
  }

  /// A metric's values of the hours `from` to `to` before the end; -1 is a gap.
  static String series(String name, String labels, int from, int to, IntToLongFunction value) {
    StringBuilder samples = new StringBuilder();
    for (int ago = from; ago > to; ago--) {
      long each = value.applyAsLong(from - ago);
      if (each >= 0) {
        samples
            .append(samples.isEmpty() ? "" : ",")
            .append("[%d,\"%d\"]".formatted((LAST_HOUR - ago) * 3_600 + 30, each));
      }
    }
    return "{\"metric\":{\"__name__\":\"%s\",%s},\"values\":[%s]}".formatted(name, labels, samples);
  }

  static String metrics(String... series) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[%s]}}"
        .formatted(String.join(",", series));
  }

  static String cluster(String... objects) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["
        + String.join(",", objects)
        + "]}";
  }

  static String node(String name, String id, String type, String more, int gpus) {
    return """
        {"kind":"Node","metadata":{"name":"%s","labels":{"node.kubernetes.io/instance-type":"%s"%s}},\
        "spec":{"providerID":"other:///r1/%s"},"status":{"allocatable":{"nvidia.com/gpu":"%d"}}}"""
        .formatted(name, type, more, id, gpus);
  }

  static String pod(String name, String node, String image, String arguments) {
    return """
        {"kind":"Pod","metadata":{"namespace":"ml","name":"%s"},"spec":{"nodeName":"%s",\
        "containers":[{"image":"%s","args":["%s"],"resources":{"limits":{"nvidia.com/gpu":"1"}}}]},\
        "status":{"phase":"Running"}}"""
        .formatted(name, node, image, arguments);
  }

  static String gpu(String uuid, String node, String pod) {
    return "\"UUID\":\"%s\",\"Hostname\":\"%s\",\"modelName\":\"NVIDIA H100 80GB HBM3\"%s"
        .formatted(
            uuid, node, pod.isEmpty() ? "" : ",\"namespace\":\"ml\",\"pod\":\"" + pod + "\"");
  }
}
