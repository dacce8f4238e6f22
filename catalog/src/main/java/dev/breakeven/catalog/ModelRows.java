package dev.breakeven.catalog;

import dev.breakeven.catalog.format.Csv;
import dev.breakeven.catalog.format.CsvRow;
import dev.breakeven.catalog.format.SourceText;
import dev.breakeven.core.offer.ModelCard;
import dev.breakeven.core.offer.ModelId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// Reads `models.csv`.
///
/// A blank that a whole card rests on (parameters) makes the model unusable. Three blanks have a
/// reading: layers without a stated split all count as full attention, as their KV figure does;
/// no statement on tied embeddings is read as untied; a model without a head size (MLA) counts
/// prompt attention at hidden / heads, which is known to be too little.
final class ModelRows {
  static final List<String> COLUMNS =
      List.of(
          "id",
          "name",
          "kind",
          "attention",
          "params_total",
          "params_active",
          "layers",
          "hidden",
          "heads",
          "kv_heads",
          "head_dim",
          "intermediate",
          "vocab",
          "tied_embeddings",
          "max_context",
          "experts",
          "experts_per_token",
          "expert_intermediate",
          "shared_experts",
          "dense_layers_first",
          "mla_kv_rank",
          "mla_rope_dim",
          "full_layers",
          "sliding_layers",
          "linear_layers",
          "sliding_window",
          "kv_bytes_per_token_bf16",
          "kv_bytes_per_sequence_bf16",
          "throughput_model",
          "verified",
          "source",
          "as_of");

  private ModelRows() {}

  static void read(SourceText source, Origin origin, Shelf shelf) {
    for (CsvRow row : Csv.read(source, COLUMNS, List.of("note"))) {
      String id = row.required("id");
      boolean dense = row.yes("kind", "dense", "moe");
      if (!row.has("params_total") || (!dense && !row.has("params_active"))) {
        shelf.unusable(id, row.place(), "the number of parameters is not known");
        continue;
      }
      try {
        shelf.put(card(row, id, dense, origin), row.place());
      } catch (IllegalArgumentException e) {
        throw row.place().invalid(String.valueOf(e.getMessage()), "Correct the row.");
      }
    }
  }

  private static ModelCard card(CsvRow row, String id, boolean dense, Origin origin) {
    long total = positive(row, "params_total");
    int layers = (int) positive(row, "layers");
    int hidden = (int) positive(row, "hidden");
    int heads = (int) positive(row, "heads");
    return new ModelCard(
        new ModelId(id),
        row.required("name"),
        attention(row),
        total,
        dense && !row.has("params_active") ? total : positive(row, "params_active"),
        layers,
        hidden,
        heads,
        row.count("kv_heads"),
        row.countOr("head_dim", hidden / heads),
        row.count("vocab"),
        row.has("tied_embeddings") && row.yes("tied_embeddings", "true", "false"),
        row.count("max_context"),
        dense ? ModelCard.Experts.DENSE : experts(row),
        row.optionalWhole("kv_bytes_per_token_bf16"),
        row.has("kv_bytes_per_sequence_bf16") ? row.whole("kv_bytes_per_sequence_bf16") : 0,
        row.countOr("full_layers", layers),
        row.countOr("sliding_layers", 0),
        row.has("sliding_window")
            ? OptionalInt.of(row.count("sliding_window"))
            : OptionalInt.empty(),
        row.yes("throughput_model", "yes", "no"),
        row.required("verified"),
        origin.source(row));
  }

  private static ModelCard.Experts experts(CsvRow row) {
    return new ModelCard.Experts(
        (int) positive(row, "experts"),
        (int) positive(row, "experts_per_token"),
        (int) positive(row, "expert_intermediate"),
        row.countOr("shared_experts", 0),
        row.countOr("dense_layers_first", 0));
  }

  private static ModelCard.Attention attention(CsvRow row) {
    String text = row.required("attention");
    for (ModelCard.Attention attention : ModelCard.Attention.values()) {
      if (attention.name().toLowerCase(Locale.ROOT).equals(text)) {
        return attention;
      }
    }
    throw row.wrong("attention", text, "full, sliding, mla, linear, sparse, compressed or chunked");
  }

  private static long positive(CsvRow row, String column) {
    boolean parameters = column.startsWith("params_");
    long value = parameters ? row.whole(column) : row.count(column);
    if (value == 0) {
      throw row.wrong(column, "0", "positive");
    }
    return value;
  }
}
