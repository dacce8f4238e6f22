package dev.breakeven.testkit.mixed;

import dev.breakeven.testkit.estate.PlantedEstate.Plant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Thirty wastes and thirty-two look-alikes in bills of four vendors, a cluster, metrics and calls,
/// of amounts and durations from wide ranges. Knows nothing of any rule but what its page says to
/// users; dollars are reckoned from bills, clocks and prices as they are written.
///
/// Same seed, same bytes.
public final class MixedEstate {
  /// What `import --map` needs for the calls.
  public static final String MAP = CallLog.MAP;

  private static final Instant LATEST = Instant.parse("2026-11-20T00:00:00Z");

  private MixedEstate() {}

  /// Writes `saved/` with bills, cluster and metrics, `calls.csv`, `prices.jsonl`, `offers.csv`.
  /// A plant's name is the whole subject of its finding.
  public static List<Plant> write(Path folder, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(0x5eedL * seed);
    Draws draws = new Draws(random.split());
    Instant end = LATEST.minus(Duration.ofSeconds(draws.whole(0, 100 * 86_400)));
    Path saved = Files.createDirectories(folder.resolve("saved"));
    List<Plant> plants = new ArrayList<>();

    Bills bills = new Bills(new Draws(random.split()), end);
    Fleet fleet = new Fleet(new Draws(random.split()), bills, end);
    MachineWaste machines = new MachineWaste(new Draws(random.split()), fleet, bills, plants);
    machines.plant();
    new MachineLookAlikes(new Draws(random.split()), fleet, bills, machines).make();
    bills.other();
    bills.write(saved);
    fleet.write(saved);

    CallLog log = new CallLog(new Draws(random.split()), end);
    new CallWaste(new Draws(random.split()), log, plants).plant();
    new CallLookAlikes(new Draws(random.split()), log).make();
    log.write(folder.resolve("calls.csv"));
    Files.writeString(folder.resolve("prices.jsonl"), log.prices() + hosted());
    Files.writeString(folder.resolve("offers.csv"), offers());
    return List.copyOf(plants);
  }

  private static String hosted() {
    StringBuilder json = new StringBuilder();
    for (MachineWaste.Served served : MachineWaste.SERVED) {
      json.append(
          String.format(
              Locale.ROOT,
              "{\"provider\":\"%s\",\"model\":\"%s\",\"open_weights\":true,\"as_of\":\"2026-01-01\","
                  + "\"source\":\"test\",\"prices\":[{\"input\":\"%s\",\"output\":\"%s\"}]}%n",
              served.host(),
              served.model(),
              served.input(),
              served.output()));
    }
    return json.toString();
  }

  private static String offers() {
    String[] gpus = {"l4", "l40s", "a100-sxm-80gb", "h100-sxm"};
    StringBuilder csv =
        new StringBuilder(
            "id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,per,"
                + "setup_fee,availability,interruption_rate,basis,source,as_of,note\n");
    for (int i = 0; i < gpus.length; i++) {
      MachineWaste.Card card = MachineWaste.CARDS.get(i);
      csv.append(offer(card.kind(), gpus[i], card.usd()));
    }
    return csv.append(offer(Fleet.Kind.NEB_H100X4, "h100-sxm", 4 * 2.95)).toString();
  }

  private static String offer(Fleet.Kind kind, String gpu, double usd) {
    return String.format(
        Locale.ROOT,
        "%s,nebula,%s,%s,%d,,,eu,on-demand,USD,%.2f,hour,,unknown,,list,test,2026-01-01,%n",
        kind.instance,
        kind.instance,
        gpu,
        kind.gpus,
        usd);
  }
}
