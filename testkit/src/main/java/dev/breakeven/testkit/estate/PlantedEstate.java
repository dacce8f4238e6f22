package dev.breakeven.testkit.estate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Writes a bill, a cluster, metrics and calls into a folder, with thirty wastes and thirty
/// look-alikes. Knows nothing of any rule: dollars are reckoned from what it writes.
///
/// Same seed, same bytes.
public final class PlantedEstate {
  /// The end of everything that it writes.
  public static final Instant END = Instant.parse("2026-11-21T12:00:00Z");

  private static final String PRICES =
      """
      {"provider":"openai","model":"gpt-4o","as_of":"2026-01-01","source":"test",\
      "prices":[{"input":"2","cache_read":"0.2","output":"10"}]}
      """;
  private static final String OFFERS =
      """
      id,provider,instance,gpu,gpu_count,vcpus,memory_gib,region,term,currency,price,per,setup_fee,\
      availability,interruption_rate,basis,source,as_of,note
      plant-big,plantcloud,big.1x,h100-sxm,1,,,r1,on-demand,USD,4,hour,,unknown,,list,test,2026-01-01,
      plant-small,plantcloud,small.1x,l4,1,,,r1,on-demand,USD,0.8,hour,,unknown,,list,test,2026-01-01,
      """;

  private PlantedEstate() {}

  /// A waste that was planted: the name that a finding on it must hold, and what it costs a month.
  public record Plant(String rule, String name, double usdMonth) {}

  /// Writes `bills/bill.csv`, `bills/cluster.json`, metrics beside them, `calls.csv`, and the
  /// prices that all is reckoned with.
  public static List<Plant> write(Path folder, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path saved = Files.createDirectories(folder.resolve("saved"));
    Files.writeString(folder.resolve("prices.jsonl"), PRICES);
    Files.writeString(folder.resolve("offers.csv"), OFFERS);
    List<Plant> plants = new ArrayList<>();
    Machines machines = new Machines(random.split(), plants);
    machines.plant();
    machines.write(saved);
    Calls calls = new Calls(random.split(), plants);
    calls.plant();
    calls.write(folder.resolve("calls.csv"));
    return List.copyOf(plants);
  }
}
