package dev.breakeven.testkit.mixed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// FOCUS bills of four vendors, each in columns, cuts of time and habits of its own.
final class Bills {
  private static final int MOST_DAYS = 30;

  private final Draws draws;
  private final Instant end;
  private final Map<Vendor, StringBuilder> files = new EnumMap<>(Vendor.class);

  /// Who sends a bill. `NEBULA` is no real cloud: what it sells is in [MixedEstate#OFFERS].
  enum Vendor {
    AWS(
        "AWS",
        "Amazon Elastic Compute Cloud",
        "\"BilledCost\",\"BillingAccountId\",\"BillingCurrency\",\"ChargeCategory\",\"ChargeClass\","
            + "\"ChargeDescription\",\"ChargePeriodEnd\",\"ChargePeriodStart\","
            + "\"CommitmentDiscountId\",\"CommitmentDiscountStatus\",\"EffectiveCost\","
            + "\"ListCost\",\"PricingCategory\",\"ProviderName\",\"ResourceId\",\"ServiceCategory\","
            + "\"ServiceName\",\"SkuId\",\"Tags\""),
    AZURE(
        "Microsoft",
        "Virtual Machines",
        "ServiceName,ServiceCategory,x_SkuMeterName,ResourceId,ResourceName,ProviderName,"
            + "ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ChargeClass,ChargeDescription,"
            + "BilledCost,EffectiveCost,BillingCurrency,CommitmentDiscountId,"
            + "CommitmentDiscountStatus,Tags"),
    GCP(
        "Google Cloud",
        "Compute Engine",
        "ChargePeriodStart,ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ProviderName,"
            + "ServiceCategory,ServiceName,SkuMeter,ChargeDescription,ResourceName,ChargeCategory,"
            + "CapacityReservationId,CapacityReservationStatus,x_Labels"),
    NEBULA(
        "Nebula",
        "Bare metal",
        "InvoiceId,InvoiceIssuerName,ServiceProviderName,ChargeCategory,ChargePeriodStart,"
            + "ChargePeriodEnd,BilledCost,EffectiveCost,BillingCurrency,ServiceName,"
            + "ChargeDescription,ResourceId,SkuPriceDetails,ConsumedQuantity");

    private final String name;
    private final String service;
    private final String header;

    Vendor(String name, String service, String header) {
      this.name = name;
      this.service = service;
      this.header = header;
    }
  }

  /// A line; texts that a vendor has no column for are left out.
  private record Line(
      Instant from,
      Instant to,
      double billed,
      double effective,
      String category,
      String kind,
      String what,
      String resource,
      String commitment,
      String status) {}

  Bills(Draws draws, Instant end) {
    this.draws = draws;
    this.end = end.truncatedTo(ChronoUnit.HOURS);
    for (Vendor vendor : Vendor.values()) {
      files.put(vendor, new StringBuilder(vendor.header).append('\n'));
    }
  }

  /// Bills a machine at about `usd` an hour, and tells what an hour of it came to.
  double machine(Vendor vendor, String id, String what, double usd) {
    int hours = vendor == Vendor.AWS ? draws.whole(90, 24 * MOST_DAYS) : 24 * draws.whole(4, 30);
    int step = vendor == Vendor.AWS ? 1 : vendor == Vendor.NEBULA ? hours : 24;
    boolean spot = draws.chance(0.3);
    boolean plan = vendor == Vendor.AWS && !spot && draws.chance(0.4);
    double sum = 0;
    for (int ago = hours; ago > 0; ago -= step) {
      double cost = step * usd * (spot ? draws.between(0.7, 1.3) : 1);
      double discounted = plan ? 0.68 * cost : cost;
      sum += discounted;
      parts(vendor, ago, step, new double[] {plan ? 0 : cost, discounted}, what, id);
    }
    if (draws.chance(0.3)) {
      double credit = -sum * draws.between(0.02, 0.2);
      sum += credit;
      int ago = Math.max(step, 24);
      String kind = vendor == Vendor.AZURE ? "Usage" : "Credit";
      add(vendor, at(ago, 24, credit, kind, "Correction", what, id));
    }
    return sum / hours;
  }

  /// One line, or the three that Google makes of a machine.
  private void parts(Vendor vendor, int ago, int step, double[] costs, String what, String id) {
    if (vendor != Vendor.GCP) {
      add(vendor, at(ago, step, costs[0], costs[1], "Usage", "", what, id));
      return;
    }
    String[] names = {"A2 Instance Core running in Iowa", "A2 Instance Ram running in Iowa", what};
    double[] shares = {0.17, 0.08, 0.75};
    for (int i = 0; i < names.length; i++) {
      double cost = shares[i] * costs[1];
      add(vendor, at(ago, step, cost, cost, "Usage", "", names[i], id));
    }
  }

  private Line at(
      int ago, int hours, double usd, String category, String kind, String what, String id) {
    return at(ago, hours, usd, usd, category, kind, what, id);
  }

  private Line at(
      int ago,
      int hours,
      double billed,
      double effective,
      String category,
      String kind,
      String what,
      String id) {
    Instant from = end.minus(Duration.ofHours(ago));
    Instant to = from.plus(Duration.ofHours(hours));
    return new Line(from, to, billed, effective, category, kind, what, id, "", "");
  }

  /// A commitment that was paid at about `usd` a day, and used or not; what that is a month.
  double commitment(Vendor vendor, String id, double usd, String status) {
    int days = draws.whole(9, MOST_DAYS);
    double sum = 0;
    for (int day = days; day > 0; day--) {
      double cost = usd * draws.between(0.5, 1.5);
      sum += cost;
      Instant from = end.minus(Duration.ofDays(day));
      Instant to = from.plus(Duration.ofDays(1));
      double billed = vendor == Vendor.GCP ? cost : 0;
      add(vendor, new Line(from, to, billed, cost, "Usage", "", "Commitment fee", "", id, status));
    }
    return sum / days * 730 / 24;
  }

  /// What every bill has besides: prepayments, taxes, refunds, storage, tokens.
  void other() {
    add(Vendor.AWS, at(700, 24, 12_000, 0, "Purchase", "", "3 year Compute Savings Plan", ""));
    add(Vendor.AZURE, at(500, 24, 8_100.5, 0, "Purchase", "", "Reserved VM Instance, ND96", "r"));
    for (Vendor vendor : Vendor.values()) {
      for (int day = 20; day > 0; day--) {
        double usd = draws.spread(0.001, 900);
        add(
            vendor,
            at(24 * day, 24, usd, "Usage", "", "Object storage, standard tier", "bucket-7"));
      }
      add(vendor, at(72, 24, draws.between(10, 400), "Tax", "", "Value added tax", ""));
      add(vendor, at(48, 24, -draws.between(10, 90), "Credit", "", "Goodwill", ""));
      add(vendor, at(96, 24, -draws.between(1, 9), "Adjustment", "Correction", "Rounding", ""));
    }
  }

  private void add(Vendor vendor, Line line) {
    Map<String, String> values = values(vendor, line);
    List<String> row = new ArrayList<>();
    for (String column : vendor.header.split(",", -1)) {
      boolean quoted = column.startsWith("\"");
      row.add(field(values.getOrDefault(column.replace("\"", ""), ""), quoted));
    }
    StringBuilder file = files.getOrDefault(vendor, new StringBuilder());
    file.append(String.join(",", row)).append('\n');
  }

  private static String field(String value, boolean quoted) {
    if (quoted && value.isEmpty()) {
      return "NULL";
    }
    boolean marks = quoted || value.contains(",") || value.contains("\"");
    return marks ? "\"" + value.replace("\"", "\"\"") + "\"" : value;
  }

  /// Each vendor has a name for the machine and a way to write a time of its own.
  private static Map<String, String> values(Vendor vendor, Line line) {
    String resource = line.resource();
    Map<String, String> values = new HashMap<>();
    values.put("ChargePeriodStart", time(vendor, line.from()));
    values.put("ChargePeriodEnd", time(vendor, line.to()));
    values.put("BilledCost", amount(line.billed()));
    values.put("EffectiveCost", amount(line.effective()));
    values.put("ListCost", amount(line.billed()));
    values.put("BillingCurrency", "USD");
    values.put("ChargeCategory", line.category());
    values.put("ChargeClass", line.kind());
    values.put("ChargeDescription", line.what());
    values.put("x_SkuMeterName", line.what());
    values.put("SkuMeter", line.what());
    values.put("ResourceId", resource);
    values.put("ResourceName", resource.substring(resource.lastIndexOf('/') + 1));
    values.put("CommitmentDiscountId", line.commitment());
    values.put("CommitmentDiscountStatus", line.status());
    values.put("CapacityReservationId", line.commitment());
    values.put("CapacityReservationStatus", line.status());
    values.put("ServiceCategory", "Compute");
    values.put("ServiceName", vendor.service);
    values.put(vendor == Vendor.NEBULA ? "ServiceProviderName" : "ProviderName", vendor.name);
    values.put("InvoiceId", "INV-77");
    values.put("InvoiceIssuerName", "Nebula Ltd");
    values.put("Tags", vendor == Vendor.AZURE ? "{\"Squad\":\"vision\"}" : "");
    values.put("BillingAccountId", "918273645501");
    values.put("PricingCategory", "Standard");
    values.put("ConsumedQuantity", "1");
    return values;
  }

  private static String time(Vendor vendor, Instant at) {
    return switch (vendor) {
      case AWS -> at.toString().replace('T', ' ').replace("Z", "");
      case GCP -> at.toString().replace("Z", "+00:00");
      case AZURE, NEBULA -> at.toString();
    };
  }

  private static String amount(double usd) {
    return String.format(Locale.ROOT, "%.9f", usd);
  }

  void write(Path folder) throws IOException {
    for (Map.Entry<Vendor, StringBuilder> file : files.entrySet()) {
      String name = file.getKey().name().toLowerCase(Locale.ROOT) + "-focus.csv";
      Files.writeString(folder.resolve(name), file.getValue());
    }
  }
}
