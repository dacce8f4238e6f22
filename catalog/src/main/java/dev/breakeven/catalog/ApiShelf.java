package dev.breakeven.catalog;

import dev.breakeven.catalog.format.ApiRow;
import dev.breakeven.catalog.format.Place;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.error.ErrorCode;
import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.ModelId;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.Source;
import dev.breakeven.core.units.Multiplier;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// API prices while the catalog is put together: a later row of a host and model replaces.
///
/// Discounts are applied at the end, one on a model before one on its provider. Not thread-safe.
final class ApiShelf {
  private final TreeMap<String, ApiEntry> entries = new TreeMap<>();
  private final Map<String, ModelId> ids = new HashMap<>();
  private final Map<String, ApiRow.Discount> discounts = new TreeMap<>();
  private final Map<String, Place> inThisFile = new HashMap<>();
  private final Aliases aliases;

  ApiShelf(Aliases aliases) {
    this.aliases = aliases;
  }

  void addFile(List<ApiRow> rows, Origin origin) {
    inThisFile.clear();
    for (ApiRow row : rows) {
      if (row instanceof ApiRow.Prices prices) {
        put(prices, origin);
      } else if (row instanceof ApiRow.Discount discount) {
        put(discount);
      } else if (row instanceof ApiRow.Disabled disabled) {
        ApiEntry entry = existing(disabled.place(), disabled.provider(), disabled.model());
        once(entry.key(), disabled.place());
        entries.remove(entry.key());
      }
    }
  }

  /// All entries with the discounts in force, by provider and model.
  Map<String, ApiEntry> finish() {
    requireOneMaker();
    for (ApiRow.Discount discount : discounts.values()) {
      if (discount.model().isEmpty()) {
        applyToProvider(discount);
      }
    }
    for (ApiRow.Discount discount : discounts.values()) {
      if (discount.model().isPresent()) {
        ApiEntry entry = existing(discount.place(), discount.provider(), discount.model().get());
        entries.put(entry.key(), discounted(entry, discount));
      }
    }
    return entries;
  }

  private void put(ApiRow.Prices row, Origin origin) {
    ModelId model = modelId(row);
    String key = ApiEntry.key(row.provider().text(), model.text());
    once(key, row.place());
    ApiEntry replaced = entries.get(key);
    if (origin == Origin.BUNDLED && (row.vendor().isEmpty() || row.source().isEmpty())) {
      throw row.place().invalid("vendor or source is missing", "Add both.");
    }
    Optional<String> hostId = row.hostId();
    if (hostId.isEmpty() && replaced != null) {
      hostId = replaced.hostId();
    } else if (hostId.isEmpty() && !model.text().equals(row.model())) {
      hostId = Optional.of(row.model());
    }
    entries.put(key, new ApiEntry(offer(row, model, origin, replaced), hostId));
  }

  private static ApiOffer offer(
      ApiRow.Prices row, ModelId model, Origin origin, @Nullable ApiEntry replaced) {
    Optional<ApiOffer> old = replaced == null ? Optional.empty() : Optional.of(replaced.offer());
    Optional<LocalDate> asOf = row.asOf();
    if (asOf.isEmpty() && row.free() && old.isPresent()) {
      asOf = Optional.of(old.get().source().asOf());
    }
    if (asOf.isEmpty()) {
      throw row.place()
          .invalid("as_of is missing", "Add \"as_of\": the day on which the price was true.");
    }
    Source source = origin.source(row.place(), row.source().orElse(""), asOf.get());
    boolean keepTiers = row.rateTiers().isEmpty() && old.isPresent();
    return new ApiOffer(
        row.provider(),
        model,
        row.vendor().isPresent() ? row.vendor().get() : old.isPresent() && old.get().vendor(),
        row.openWeights().isPresent()
            ? row.openWeights().get()
            : old.isPresent() && old.get().openWeights(),
        row.context().isEmpty() && old.isPresent() ? old.get().context() : row.context(),
        row.maxOutput().isEmpty() && old.isPresent() ? old.get().maxOutput() : row.maxOutput(),
        row.rows(),
        keepTiers ? old.get().rateTiers() : row.rateTiers(),
        Multiplier.ONE,
        source,
        row.note());
  }

  /// The id that a row's spelling stands for.
  ///
  /// An alias counts when it has the same letters and digits as the id, or could not be an id at
  /// all; otherwise a snapshot with a price of its own would replace the model it is a snapshot of.
  private ModelId modelId(ApiRow.Prices row) {
    String spelled = row.model().toLowerCase(Locale.ROOT);
    ModelId known = ids.get(spelled);
    if (known != null) {
      return known;
    }
    String text = spelled;
    Optional<String> meaning =
        entries.containsKey(ApiEntry.key(row.provider().text(), spelled))
            ? Optional.empty()
            : aliases.exactModel(spelled);
    if (meaning.isPresent()
        && (spelled.indexOf('/') >= 0 || bare(meaning.get()).equals(bare(spelled)))) {
      text = meaning.get();
    }
    try {
      ModelId id = new ModelId(text);
      ids.put(spelled, id);
      return id;
    } catch (IllegalArgumentException e) {
      throw row.place()
          .invalid(
              String.valueOf(e.getMessage()),
              "Give the model a lower-case id and its own spelling as \"host_id\".");
    }
  }

  private void put(ApiRow.Discount row) {
    String provider = row.provider().text();
    String key = row.model().isEmpty() ? provider : ApiEntry.key(provider, row.model().get());
    once("discount " + key, row.place());
    discounts.put(key, row);
  }

  private void applyToProvider(ApiRow.Discount discount) {
    boolean found = false;
    for (Map.Entry<String, ApiEntry> entry : entries.entrySet()) {
      if (entry.getValue().offer().provider().equals(discount.provider())) {
        entry.setValue(discounted(entry.getValue(), discount));
        found = true;
      }
    }
    if (!found) {
      throw unknown(discount.place(), discount.provider().text());
    }
  }

  private static ApiEntry discounted(ApiEntry entry, ApiRow.Discount discount) {
    String remark = "discount " + discount.share() + " (" + discount.place() + ")";
    return entry.discounted(discount.factor(), remark);
  }

  private ApiEntry existing(Place place, ProviderId provider, String model) {
    String lower = model.toLowerCase(Locale.ROOT);
    ApiEntry entry = entries.get(ApiEntry.key(provider.text(), lower));
    if (entry == null) {
      String meaning = aliases.exactModel(lower).orElse(lower);
      entry = entries.get(ApiEntry.key(provider.text(), meaning));
    }
    if (entry == null) {
      throw unknown(place, ApiEntry.key(provider.text(), model));
    }
    return entry;
  }

  private BreakevenException unknown(Place place, String name) {
    List<String> near = Similar.to(name, entries.keySet(), 3);
    return place.invalid(
        name + " is not in the catalog",
        near.isEmpty() ? "Check the spelling." : "Did you mean " + String.join(", ", near) + "?");
  }

  private void requireOneMaker() {
    Map<String, ApiEntry> makers = new HashMap<>();
    for (ApiEntry entry : entries.values()) {
      if (entry.offer().vendor()) {
        ApiEntry other = makers.put(entry.offer().model().text(), entry);
        if (other != null) {
          throw new BreakevenException(
              ErrorCode.CATALOG_INVALID,
              "both " + other.key() + " and " + entry.key() + " are marked as the maker's own",
              entry.offer().source().text(),
              "Set \"vendor\": false on one: a bare model name can mean one endpoint only.");
        }
      }
    }
  }

  private void once(String key, Place place) {
    Place earlier = inThisFile.put(key, place);
    if (earlier != null) {
      throw place.invalid(
          key + " already stands in line " + earlier.line(),
          "Keep one line for a provider and model.");
    }
  }

  private static String bare(String name) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (Character.isLetterOrDigit(name.charAt(i))) {
        letters.append(name.charAt(i));
      }
    }
    return letters.toString();
  }
}
