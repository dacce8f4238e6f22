import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.LocalLogs;
import dev.breakeven.ingest.usage.UsageFiles;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.UsageSources;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Prints the tokens in the local logs of a home folder, by source and model, as JSON.
final class Totals {
  private Totals() {}

  public static void main(String[] arguments) {
    List<String> folders =
        LocalLogs.find(Path.of(arguments[0]), Map.of()).stream()
            .map(found -> found.folder().toString())
            .toList();
    Map<String, Usage> totals = new TreeMap<>();
    UsageReport report =
        new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
            .read(
                folders,
                InputStream.nullInputStream(),
                attempt -> totals.merge(key(attempt), attempt.metered().usage(), Usage::plus),
                line -> {},
                (file, number, count) -> {});
    System.out.println("{");
    totals.forEach((key, usage) -> System.out.println("  \"" + key + "\": " + json(usage) + ","));
    System.out.println("  \"calls\": " + report.calls() + "\n}");
    report.sources().forEach(System.err::println);
  }

  private static String key(Attempt attempt) {
    return attempt.source() + " " + attempt.call().modelServed();
  }

  private static String json(Usage usage) {
    return "{\"input\":%d,\"cacheRead\":%d,\"cacheWrite\":%d,\"output\":%d,\"reasoning\":%d}"
        .formatted(
            usage.input(),
            usage.cacheRead(),
            usage.cacheWrite5m() + usage.cacheWrite1h(),
            usage.output(),
            usage.reasoning());
  }
}
