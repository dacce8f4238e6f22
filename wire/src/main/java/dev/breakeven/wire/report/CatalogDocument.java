package dev.breakeven.wire.report;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.offer.TokenClass;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The JSON of `catalog list` and `catalog show`: entries in full, unknown figures null.
///
/// Token prices are text, USD per million; a token class without a rate is absent from its row.
public final class CatalogDocument {
  private CatalogDocument() {}

  /// The entries that a word or an id stands for.
  public record Entries(
      List<ApiOffer> apis,
      List<ModelCard> models,
      List<GpuSpec> gpus,
      List<GpuOffer> gpuOffers,
      List<LeftOut> unusable) {
    public Entries {
      apis = List.copyOf(apis);
      models = List.copyOf(models);
      gpus = List.copyOf(gpus);
      gpuOffers = List.copyOf(gpuOffers);
      unusable = List.copyOf(unusable);
    }

    public boolean isEmpty() {
      return apis.isEmpty()
          && models.isEmpty()
          && gpus.isEmpty()
          && gpuOffers.isEmpty()
          && unusable.isEmpty();
    }
  }

  /// A row that cannot be offered, why, and the file and line it stands in.
  public record LeftOut(String id, String reason, String where) {}

  /// `at` decides which price rows are marked as in force.
  public static void write(Entries entries, Instant at, Writer out) {
    JsonOut.write(
        out,
        json -> {
          json.text("at", at.toString());
          json.array("apis", entries.apis(), offer -> api(json, offer, at));
          json.array("models", entries.models(), model -> model(json, model));
          json.array("gpus", entries.gpus(), gpu -> gpu(json, gpu));
          json.array("gpu_offers", entries.gpuOffers(), offer -> gpuOffer(json, offer));
          json.array(
              "unusable",
              entries.unusable(),
              row ->
                  json.text("id", row.id())
                      .text("reason", row.reason())
                      .text("where", row.where()));
        });
  }

  private static void api(JsonOut json, ApiOffer offer, Instant at) {
    json.text("id", offer.id());
    json.text("provider", offer.provider().text()).text("model", offer.model().text());
    json.flag("vendor", offer.vendor()).flag("open_weights", offer.openWeights());
    json.optional("context", offer.context(), limit -> json.number("context", limit.count()));
    json.optional("max_output", offer.maxOutput(), max -> json.number("max_output", max.count()));
    json.array("prices", offer.prices(), row -> price(json, row, at));
    json.array(
        "rate_tiers",
        offer.rateTiers(),
        tier ->
            json.text("name", tier.name())
                .number("requests_per_minute", tier.requestsPerMinute())
                .number("tokens_per_minute", tier.tokensPerMinute().count()));
    json.text("discount_factor", offer.discount().toString());
    origin(json, offer.source(), offer.note());
  }

  private static void price(JsonOut json, PriceRow row, Instant at) {
    json.optional("from", bound(row.from()), from -> json.text("from", from.toString()));
    json.optional("to", bound(row.to()), to -> json.text("to", to.toString()));
    json.flag("in_force", row.inForce(at));
    json.text("class", row.service().key());
    json.optional(
        "region",
        Optional.of(row.region()).filter(region -> !region.isEmpty()),
        region -> json.text("region", region));
    json.number("above_input", row.aboveInput());
    json.optional(
        "window", row.window(), window -> json.object("window", _ -> window(json, window)));
    json.object(
        "usd_per_mtok",
        _ -> {
          for (TokenClass tokenClass : TokenClass.values()) {
            row.rates()
                .rate(tokenClass)
                .ifPresent(rate -> json.text(tokenClass.key(), rate.toString()));
          }
        });
  }

  private static void window(JsonOut json, DailyWindow window) {
    json.text("start", window.start().toString()).text("end", window.end().toString());
    json.text("tz", window.zone().getId());
  }

  private static Optional<Instant> bound(Instant instant) {
    boolean open = instant.equals(Instant.MIN) || instant.equals(Instant.MAX);
    return open ? Optional.empty() : Optional.of(instant);
  }

  private static void model(JsonOut json, ModelCard model) {
    json.text("id", model.id().text()).text("name", model.name());
    json.text("attention", model.attention().toString().toLowerCase(Locale.ROOT));
    json.number("params_total", model.totalParameters());
    json.number("params_active", model.activeParameters());
    json.number("layers", (long) model.layers()).number("hidden", (long) model.hidden());
    json.number("heads", (long) model.heads()).number("kv_heads", (long) model.kvHeads());
    json.number("head_dim", (long) model.headDim());
    json.number("vocabulary", (long) model.vocabulary());
    json.flag("tied_embeddings", model.tiedEmbeddings());
    json.number("max_context", (long) model.maxContext());
    json.object(
        "experts",
        _ ->
            json.number("count", (long) model.experts().count())
                .number("per_token", (long) model.experts().perToken())
                .number("intermediate", (long) model.experts().intermediate())
                .number("shared", (long) model.experts().shared())
                .number("dense_layers_first", (long) model.experts().denseLayersFirst()));
    count(json, "kv_bytes_per_token", model.kvBytesPerToken());
    json.number("kv_bytes_per_sequence", model.kvBytesPerSequence());
    json.number("full_layers", (long) model.fullLayers());
    json.number("sliding_layers", (long) model.slidingLayers());
    OptionalInt window = model.slidingWindow();
    count(
        json,
        "sliding_window",
        window.isPresent() ? OptionalLong.of(window.getAsInt()) : OptionalLong.empty());
    json.flag("throughput_described", model.throughputDescribed());
    json.text("verified", model.verified());
    origin(json, model.source(), "");
  }

  private static void gpu(JsonOut json, GpuSpec gpu) {
    json.text("id", gpu.id().text()).text("vendor", gpu.vendor());
    json.number("memory_bytes", gpu.memoryBytes());
    physics(json, "bandwidth_bytes_s", OptionalDouble.of(gpu.bandwidthBytesPerSecond()));
    physics(json, "bf16_flops", OptionalDouble.of(gpu.bf16Flops()));
    physics(json, "fp8_flops", gpu.fp8Flops());
    physics(json, "int8_ops", gpu.int8Ops());
    physics(json, "fp4_flops", gpu.fp4Flops());
    physics(json, "link_bytes_s", gpu.linkBytesPerSecond());
    physics(json, "pcie_bytes_s", OptionalDouble.of(gpu.pcieBytesPerSecond()));
    count(json, "tdp_watts", gpu.tdpWatts());
    json.text("verified", gpu.verified());
    origin(json, gpu.source(), "");
  }

  private static void gpuOffer(JsonOut json, GpuOffer offer) {
    json.text("id", offer.id()).text("provider", offer.provider().text());
    json.text("instance", offer.instance()).text("gpu", offer.gpu().text());
    json.number("gpu_count", (long) offer.gpuCount()).text("region", offer.region());
    json.text("term", offer.term().key());
    json.text("usd_per_hour", offer.usdPerHour().toString());
    json.text("usd_per_gpu_hour", offer.perGpuHour().toString());
    json.optional(
        "usd_per_month", offer.monthly(), month -> json.text("usd_per_month", month.toString()));
    json.text("listed", offer.listed()).text("availability", offer.availability());
    json.optional(
        "interruption_rate",
        offer.interruptionRate(),
        rate -> json.number("interruption_rate", rate));
    json.text("basis", offer.basis());
    origin(json, offer.source(), offer.note());
  }

  private static void origin(JsonOut json, Source source, String note) {
    json.text("as_of", source.asOf().toString()).text("source", source.text()).text("note", note);
  }

  private static void count(JsonOut json, String key, OptionalLong value) {
    if (value.isPresent()) {
      json.number(key, value.getAsLong());
    } else {
      json.none(key);
    }
  }

  private static void physics(JsonOut json, String key, OptionalDouble value) {
    if (value.isPresent()) {
      json.decimal(key, BigDecimal.valueOf(value.getAsDouble()));
    } else {
      json.none(key);
    }
  }
}
