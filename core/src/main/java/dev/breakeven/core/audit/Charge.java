package dev.breakeven.core.audit;

import dev.breakeven.core.units.PicoUsd;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;

/// A line of a cloud bill. An empty text means not stated.
///
/// `billed` is what the invoice asks for the line, `effective` what the line used up, with prepaid
/// amounts spread over their use: the two are never added. A credit or a refund is negative.
public record Charge(
    Instant from,
    Instant to,
    Category category,
    Payer payer,
    Resource resource,
    Sku sku,
    Commitment commitment,
    PicoUsd billed,
    PicoUsd effective) {

  /// What kind of line it is, in the words of FOCUS.
  public enum Category {
    USAGE,
    PURCHASE,
    TAX,
    CREDIT,
    ADJUSTMENT;

    /// The category of that name in any case, else `USAGE`.
    public static Category of(String name) {
      for (Category category : values()) {
        if (category.name().equalsIgnoreCase(name)) {
          return category;
        }
      }
      return USAGE;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Who pays whom: the vendor, the account, and the team and application of its tags.
  public record Payer(String provider, String account, String team, String application) {}

  /// What was used, and where.
  public record Resource(String id, String name, String region) {
    public static final Resource NONE = new Resource("", "", "");
  }

  /// What was bought: `meter` and `description` in the vendor's own words, `instance` its type
  /// where there is one, and `gpus` how many GPUs the vendor says that has.
  public record Sku(
      String service,
      String serviceCategory,
      String meter,
      String description,
      String instance,
      OptionalInt gpus) {}

  /// A commitment or a capacity reservation that the line belongs to; `unused` is its idle part.
  public record Commitment(String id, boolean unused) {
    public static final Commitment NONE = new Commitment("", false);
  }
}
