package dev.breakeven.cli.render;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.RateTier;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.Amounts;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.TokenRate;
import dev.breakeven.core.units.Tokens;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/// All that the catalog knows of one entry.
public final class CatalogCards {
  private static final String INDENT = " ".repeat(16);

  private final PrintWriter out;

  public CatalogCards(PrintWriter out) {
    this.out = out;
  }

  /// `seller` is the provider's name for people, `spelled` its own name of the model.
  public void api(ApiOffer offer, String seller, Optional<String> spelled, Instant at) {
    out.printf(
        "%s: hosted model, sold by %s%s%n",
        offer.id(), seller, offer.vendor() ? ", who made it" : "");
    spelled.ifPresent(name -> line("spelled there", name));
    line("weights", offer.openWeights() ? "open" : "not marked as open");
    line("context", limit(offer.context()) + " in all, " + limit(offer.maxOutput()) + " out");
    line("rate tiers", offer.rateTiers().isEmpty() ? "none stated" : tiers(offer.rateTiers()));
    boolean list = offer.discount().equals(Multiplier.ONE);
    line("discount", list ? "none" : "× " + offer.discount() + " on every rate below");
    line("source", offer.source().toString());
    note(offer.note());
    prices(offer.prices(), at);
  }

  private static String limit(Optional<Tokens> limit) {
    return limit.map(tokens -> "%,d tokens".formatted(tokens.count())).orElse("unknown");
  }

  private static String tiers(List<RateTier> tiers) {
    List<String> each = new ArrayList<>();
    for (RateTier tier : tiers) {
      each.add(
          "%s: %,d requests, %,d tokens a minute"
              .formatted(tier.name(), tier.requestsPerMinute(), tier.tokensPerMinute().count()));
    }
    return String.join("; ", each);
  }

  private record Column(String heading, Function<PriceRow, String> cell) {}

  /// Columns in which no row has anything are left away.
  private void prices(List<PriceRow> rows, Instant at) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column(" ", row -> row.inForce(at) ? "*" : ""));
    columns.add(new Column("from", row -> day(row.from())));
    columns.add(new Column("to", row -> day(row.to())));
    columns.add(new Column("class", row -> row.service().key()));
    columns.add(new Column("region", PriceRow::region));
    columns.add(new Column("daily", row -> row.window().map(CatalogCards::window).orElse("")));
    columns.add(
        new Column(
            ">prompt over", row -> row.aboveInput() == 0 ? "" : "%,d".formatted(row.aboveInput())));
    for (TokenClass tokenClass : TokenClass.values()) {
      columns.add(new Column(">" + heading(tokenClass), row -> rate(row, tokenClass)));
    }
    columns.removeIf(column -> rows.stream().allMatch(row -> column.cell().apply(row).isEmpty()));
    TextTable table = new TextTable(columns.stream().map(Column::heading).toArray(String[]::new));
    for (PriceRow row : rows) {
      table.row(columns.stream().map(column -> column.cell().apply(row)).toArray(String[]::new));
    }
    out.println(
        "  USD per million tokens; * in force at "
            + at
            + "; blank = unknown (reasoning: as output)");
    table.lines().forEach(text -> out.println("  " + text));
    if (rows.stream().anyMatch(row -> row.aboveInput() > 0)) {
      out.println("  a prompt over the cliff reprices the whole request, output included");
    }
  }

  /// Reasoning billed as output is not told apart.
  private static String rate(PriceRow row, TokenClass tokenClass) {
    Optional<TokenRate> rate = row.rates().rate(tokenClass);
    boolean inherited =
        tokenClass == TokenClass.REASONING && rate.equals(row.rates().rate(TokenClass.OUTPUT));
    return inherited ? "" : rate.map(Object::toString).orElse("");
  }

  private static String heading(TokenClass tokenClass) {
    return switch (tokenClass) {
      case INPUT -> "input";
      case CACHE_READ -> "read";
      case CACHE_WRITE_5M -> "write 5m";
      case CACHE_WRITE_1H -> "write 1h";
      case OUTPUT -> "output";
      case REASONING -> "reasoning";
    };
  }

  private static String day(Instant instant) {
    if (instant.equals(Instant.MIN) || instant.equals(Instant.MAX)) {
      return "";
    }
    LocalDate date = instant.atZone(ZoneOffset.UTC).toLocalDate();
    boolean midnight = instant.atZone(ZoneOffset.UTC).toLocalTime().equals(LocalTime.MIDNIGHT);
    return midnight ? date.toString() : instant.toString();
  }

  private static String window(DailyWindow window) {
    return window.start() + "-" + window.end() + " " + window.zone().getId();
  }

  /// `hosts` are the ids of who sells the model by the token.
  public void model(ModelCard model, List<String> hosts) {
    out.printf("%s: open model, %s%n", model.id(), model.name());
    line(
        "parameters",
        "%,d, of which %,d work on a token"
            .formatted(model.totalParameters(), model.activeParameters()));
    line("attention", attention(model));
    line(
        "shape",
        "%d layers of %,d; %d heads, %d KV heads of %d; vocabulary %,d%s"
            .formatted(
                model.layers(),
                model.hidden(),
                model.heads(),
                model.kvHeads(),
                model.headDim(),
                model.vocabulary(),
                model.tiedEmbeddings() ? ", embeddings tied" : ""));
    line("experts", experts(model));
    line(
        "KV cache",
        model.kvBytesPerToken().isPresent()
            ? kvCache(model.kvBytesPerToken().getAsLong(), model.kvBytesPerSequence())
            : "unknown: no source vouches for its size");
    line("context", "%,d tokens".formatted(model.maxContext()));
    line(
        "throughput",
        model.throughputDescribed()
            ? "described: lab throughput and plan can use it"
            : "not described: lab fit answers, lab throughput and plan do not");
    line("verified", model.verified());
    line("source", model.source().toString());
    line(
        "hosted by",
        hosts.isEmpty()
            ? "nobody in this catalog"
            : hosts.size() + ": " + String.join(", ", hosts));
  }

  private static String kvCache(long perToken, long perSequence) {
    String windowed = perSequence == 0 ? "" : " and at most %,d a sequence".formatted(perSequence);
    return "%,d bytes a token%s, at 2 bytes an element".formatted(perToken, windowed);
  }

  private static String attention(ModelCard model) {
    String kind = model.attention().toString().toLowerCase(Locale.ROOT);
    return model.slidingWindow().isEmpty()
        ? kind
        : "%s: %d full layers, %d with a window of %,d"
            .formatted(
                kind, model.fullLayers(), model.slidingLayers(), model.slidingWindow().getAsInt());
  }

  private static String experts(ModelCard model) {
    ModelCard.Experts experts = model.experts();
    return model.isMixture()
        ? "%d, %d to a token, %,d wide, %d shared, first %d layers dense"
            .formatted(
                experts.count(),
                experts.perToken(),
                experts.intermediate(),
                experts.shared(),
                experts.denseLayersFirst())
        : "none (dense)";
  }

  public void gpu(GpuSpec gpu) {
    out.printf("%s: GPU by %s%n", gpu.id(), gpu.vendor());
    line("memory", "%,d bytes".formatted(gpu.memoryBytes()));
    line("bandwidth", CatalogTables.gigabytes(gpu.bandwidthBytesPerSecond()) + " GB/s");
    line("bf16", tera(OptionalDouble.of(gpu.bf16Flops())));
    line("fp8", tera(gpu.fp8Flops()));
    line("int8", tera(gpu.int8Ops()));
    line("fp4", tera(gpu.fp4Flops()));
    line("link", perSecond(gpu.linkBytesPerSecond()));
    line("PCIe", perSecond(OptionalDouble.of(gpu.pcieBytesPerSecond())));
    line("power", gpu.tdpWatts().isPresent() ? gpu.tdpWatts().getAsLong() + " W" : "unknown");
    line("verified", gpu.verified());
    line("source", gpu.source().toString());
  }

  private static String tera(OptionalDouble rate) {
    return rate.isPresent()
        ? "%,.1f T/s dense".formatted(rate.getAsDouble() / 1e12)
        : "none stated";
  }

  private static String perSecond(OptionalDouble rate) {
    return rate.isPresent()
        ? CatalogTables.gigabytes(rate.getAsDouble()) + " GB/s one way"
        : "none stated";
  }

  public void gpuOffer(GpuOffer offer) {
    out.printf(
        "%s: %s %s, %s%n", offer.id(), offer.provider(), offer.instance(), offer.term().key());
    line("GPUs", offer.gpuCount() + " × " + offer.gpu());
    line("region", offer.region().isEmpty() ? "not stated" : offer.region());
    line("listed", offer.listed() + " for the whole instance");
    line("price", "$%s/h, $%s/h a GPU".formatted(offer.usdPerHour(), offer.perGpuHour()));
    line("a month", Amounts.dollars(offer.perMonth(1)) + " for 730 hours");
    line("available", offer.availability());
    line("interrupted", offer.interruptionRate().map(CatalogCards::percent).orElse("unknown"));
    line("basis", offer.basis());
    line("source", offer.source().toString());
    note(offer.note());
  }

  private static String percent(Ratio rate) {
    return rate.times(100).decimal(2).stripTrailingZeros().toPlainString() + " %";
  }

  /// An entry that stands in a file but cannot be offered.
  public void unusable(String id, String reason, String where) {
    out.printf("%s: cannot be used%n", id);
    line("because", reason);
    line("stands in", where);
  }

  private void note(String note) {
    if (!note.isEmpty()) {
      line("note", note);
    }
  }

  private void line(String label, String text) {
    Wrap.print(out, "  %-14s%s".formatted(label, text), INDENT);
  }
}
