package dev.breakeven.cli.wiring;

import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.offer.Market;
import dev.breakeven.ingest.usage.UsageFiles;
import dev.breakeven.ingest.usage.UsageReport;
import dev.breakeven.ingest.usage.UsageSources;
import dev.breakeven.ingest.usage.litellm.LiteLlmDatabase;
import dev.breakeven.ingest.usage.litellm.LiteLlmSource;
import dev.breakeven.ingest.usage.mapped.ColumnMap;
import dev.breakeven.ingest.usage.mapped.MappedSource;
import dev.breakeven.ingest.usage.source.SourceCount;
import dev.breakeven.ingest.usage.source.UsageReceiver;
import dev.breakeven.ingest.usage.source.UsageSink;
import dev.breakeven.ingest.usage.source.UsageSource;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads usage from whatever the user named: files of all kinds, or the database of a LiteLLM
/// proxy; priced by list where a source states no cost. Owned by one thread.
public final class UsageInputs {
  private final ListPrices prices;
  private final UsageFiles files;

  UsageInputs(Market market, Optional<ColumnMap> map) {
    prices = new ListPrices(market);
    List<UsageSource> sources = new ArrayList<>();
    map.ifPresent(columns -> sources.add(new MappedSource(columns)));
    sources.addAll(UsageSources.ALL);
    files = new UsageFiles(sources, prices);
  }

  /// Reads `inputs`, files first; `progress` hears of a database as of one file more.
  public UsageReport read(
      List<String> inputs,
      InputStream standardInput,
      UsageReceiver receiver,
      UsageFiles.Progress progress) {
    List<String> databases = inputs.stream().filter(UsageInputs::isDatabase).toList();
    List<String> named = inputs.stream().filter(input -> !isDatabase(input)).toList();
    UsageReport read = files.read(named, standardInput, receiver, progress);
    if (databases.isEmpty()) {
      return read;
    }
    List<SourceCount> counts = new ArrayList<>(read.sources());
    UsageSink sink = new UsageSink(prices, receiver);
    for (int i = 0; i < databases.size(); i++) {
      progress.reading("the LiteLLM database", i + 1, databases.size());
      new LiteLlmDatabase(databases.get(i)).read(Instant.EPOCH, sink);
    }
    SourceCount count = sink.count(LiteLlmSource.NAME, databases.size());
    SourceCount merged =
        counts.stream()
            .filter(other -> other.source().equals(count.source()))
            .reduce(count, SourceCount::plus);
    counts.removeIf(other -> other.source().equals(count.source()));
    counts.add(merged);
    return new UsageReport(counts, read.unread());
  }

  private static boolean isDatabase(String input) {
    return input.startsWith("postgres://")
        || input.startsWith("postgresql://")
        || input.startsWith("jdbc:postgresql:");
  }
}
