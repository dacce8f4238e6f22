import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.InvoiceLine;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.ingest.usage.LocalLogs;
import dev.breakeven.ingest.usage.UsageFiles;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.UsageSources;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
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
    Calls calls = new Calls();
    UsageReport report =
        new UsageFiles(UsageSources.ALL, UnaryOperator.identity())
            .read(folders, InputStream.nullInputStream(), calls, (file, number, count) -> {});
    Map<String, Usage> totals = new TreeMap<>();
    calls.byId.values().forEach(a -> totals.merge(key(a), a.metered().usage(), Usage::plus));
    System.out.println("{");
    totals.forEach((key, usage) -> System.out.println("  \"" + key + "\": " + json(usage) + ","));
    System.out.println("  \"calls\": " + report.calls() + "\n}");
    report.sources().forEach(System.err::println);
  }

  /// The last word on each call.
  private static final class Calls implements UsageReceiver {
    private final Map<AttemptId, Attempt> byId = new HashMap<>();

    @Override
    public void attempt(Attempt attempt) {
      byId.put(attempt.id(), attempt);
    }

    @Override
    public void replacement(Attempt attempt) {
      byId.put(attempt.id(), attempt);
    }

    @Override
    public void invoice(InvoiceLine line) {}

    @Override
    public void replacement(InvoiceLine line) {}
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
