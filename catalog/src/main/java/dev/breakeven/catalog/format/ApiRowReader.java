package dev.breakeven.catalog.format;

import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.ProviderId;
import dev.breakeven.core.offer.RateTier;
import dev.breakeven.core.units.Multiplier;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Tokens;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads API rows from JSON lines; the first line that breaks the format ends the reading.
public final class ApiRowReader {
  private static final String KEYS =
      "provider, model, host_id, vendor, context, max_output, open_weights, as_of, source, note,"
          + " prices, rate_tiers, discount, disabled, free";
  private static final String TIER_KEYS = "name, requests_per_minute, tokens_per_minute";

  private final JsonRows json;
  private @Nullable ProviderId lastProvider;

  private ApiRowReader(JsonRows json) {
    this.json = json;
  }

  public static List<ApiRow> read(SourceText source) {
    ApiRowReader reader = new ApiRowReader(new JsonRows(source));
    List<ApiRow> rows = new ArrayList<>();
    while (reader.json.nextRow()) {
      rows.add(reader.row());
    }
    return rows;
  }

  private ApiRow row() {
    Draft draft = new Draft();
    for (String key = json.nextKey(); key != null; key = json.nextKey()) {
      read(draft, key);
    }
    return draft.finish(json.place());
  }

  private void read(Draft draft, String key) {
    switch (key) {
      case "provider" -> draft.provider = provider(key);
      case "model" -> draft.model = json.text(key);
      case "host_id" -> draft.hostId = Optional.of(json.text(key));
      case "vendor" -> draft.vendor = Optional.of(json.flag(key));
      case "context" -> draft.context = Optional.of(Tokens.of(json.whole(key)));
      case "max_output" -> draft.maxOutput = Optional.of(Tokens.of(json.whole(key)));
      case "open_weights" -> draft.openWeights = Optional.of(json.flag(key));
      case "as_of" -> draft.asOf = Optional.of(json.day(key));
      case "source" -> draft.source = Optional.of(json.text(key));
      case "note" -> draft.note = json.text(key);
      case "prices" -> prices(draft);
      case "rate_tiers" -> rateTiers(draft);
      case "discount" -> discount(draft, key);
      case "disabled" -> draft.disabled = json.flag(key);
      case "free" -> draft.free = json.flag(key);
      default -> throw json.unknownKey(key, KEYS);
    }
  }

  private ProviderId provider(String key) {
    String text = json.text(key);
    ProviderId last = lastProvider;
    if (last != null && last.text().equals(text)) {
      return last;
    }
    try {
      ProviderId provider = new ProviderId(text);
      lastProvider = provider;
      return provider;
    } catch (IllegalArgumentException e) {
      throw json.wrong(key, text, "lower-case letters, digits and dashes, such as openai");
    }
  }

  private void prices(Draft draft) {
    json.enterArray("prices");
    while (json.nextElement("prices")) {
      draft.rows.add(PriceRowReader.read(json, draft));
    }
  }

  private void rateTiers(Draft draft) {
    json.enterArray("rate_tiers");
    while (json.nextElement("rate_tiers")) {
      String name = "";
      long requests = 0;
      long tokens = 0;
      for (String key = json.nextKey(); key != null; key = json.nextKey()) {
        switch (key) {
          case "name" -> name = json.text(key);
          case "requests_per_minute" -> requests = json.whole(key);
          case "tokens_per_minute" -> tokens = json.whole(key);
          default -> throw json.unknownKey(key, TIER_KEYS);
        }
      }
      if (name.isEmpty() || requests == 0 || tokens == 0) {
        throw json.invalid("a rate tier is incomplete", "Give it " + TIER_KEYS + ".");
      }
      draft.rateTiers.add(new RateTier(name, requests, Tokens.of(tokens)));
    }
  }

  private void discount(Draft draft, String key) {
    String text = json.decimal(key);
    try {
      draft.discount = Multiplier.afterDiscount(Ratio.of(Numerals.decimal(text)));
      draft.share = text;
    } catch (IllegalArgumentException e) {
      throw json.wrong(key, text, "a share from 0 to under 1, such as 0.15");
    }
  }

  /// What has been read of the row so far.
  static final class Draft {
    private @Nullable ProviderId provider;
    private @Nullable String model;
    private Optional<String> hostId = Optional.empty();
    private Optional<Boolean> vendor = Optional.empty();
    private Optional<Boolean> openWeights = Optional.empty();
    private Optional<Tokens> context = Optional.empty();
    private Optional<Tokens> maxOutput = Optional.empty();
    private Optional<LocalDate> asOf = Optional.empty();
    private Optional<String> source = Optional.empty();
    private String note = "";
    private final List<PriceRow> rows = new ArrayList<>();
    private final List<RateTier> rateTiers = new ArrayList<>();
    private @Nullable Multiplier discount;
    private String share = "";
    private boolean disabled;
    private boolean free;
    private String zeroRate = "";

    /// Remembers that a rate is zero, which only a row marked free may hold.
    void zero(String key) {
      zeroRate = key;
    }

    private ApiRow finish(Place place) {
      ProviderId seller = provider;
      if (seller == null) {
        throw place.invalid("provider is missing", "Add \"provider\".");
      }
      boolean bare = rows.isEmpty() && rateTiers.isEmpty() && !free;
      Multiplier factor = discount;
      if (factor != null) {
        if (!bare || disabled) {
          throw place.invalid("a discount beside other facts", "Give the discount its own line.");
        }
        return new ApiRow.Discount(place, seller, Optional.ofNullable(model), share, factor);
      }
      String named = model;
      if (named == null) {
        throw place.invalid("model is missing", "Add \"model\".");
      }
      if (disabled) {
        if (!bare) {
          throw place.invalid("prices of a disabled model", "Remove the prices or \"disabled\".");
        }
        return new ApiRow.Disabled(place, seller, named);
      }
      return prices(place, seller, named);
    }

    private ApiRow prices(Place place, ProviderId seller, String named) {
      if (rows.isEmpty() && !free) {
        throw place.invalid(
            "no prices", "Add \"prices\", or \"free\": true when calls really cost nothing.");
      }
      if (!zeroRate.isEmpty() && !free) {
        throw place.invalid(
            zeroRate + " is zero",
            "Leave out a rate that is unknown; add \"free\": true when it really costs nothing.");
      }
      PriceOverlap.first(rows)
          .ifPresent(
              overlap -> {
                throw place.invalid(
                    overlap.describe(), "End one price with \"to\" where the other begins.");
              });
      return new ApiRow.Prices(
          place,
          seller,
          named,
          hostId,
          vendor,
          openWeights,
          context,
          maxOutput,
          asOf,
          source,
          note,
          free,
          rows.isEmpty() ? PriceRowReader.allFree() : List.copyOf(rows),
          List.copyOf(rateTiers));
    }
  }
}
