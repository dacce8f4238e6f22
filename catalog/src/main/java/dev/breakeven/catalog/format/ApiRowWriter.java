package dev.breakeven.catalog.format;

import dev.breakeven.core.offer.ApiOffer;
import dev.breakeven.core.offer.DailyWindow;
import dev.breakeven.core.offer.PriceRow;
import dev.breakeven.core.offer.RateCard;
import dev.breakeven.core.offer.RateTier;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.offer.TokenClass;
import dev.breakeven.core.units.TokenRate;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes offers as JSON lines that [ApiRowReader] reads back to the same offers.
///
/// The discount is not part of the line: it is the user's, on a line of its own.
public final class ApiRowWriter {
  private ApiRowWriter() {}

  /// One line without its end; `hostId` is how the host spells the model.
  public static String line(ApiOffer offer, Optional<String> hostId) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.factory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("provider", offer.provider().text());
      json.writeStringProperty("model", offer.model().text());
      hostId.ifPresent(spelled -> json.writeStringProperty("host_id", spelled));
      json.writeBooleanProperty("vendor", offer.vendor());
      offer.context().ifPresent(limit -> json.writeNumberProperty("context", limit.count()));
      offer.maxOutput().ifPresent(limit -> json.writeNumberProperty("max_output", limit.count()));
      json.writeBooleanProperty("open_weights", offer.openWeights());
      json.writeStringProperty("as_of", offer.source().asOf().toString());
      json.writeStringProperty("source", offer.source().text());
      if (!offer.note().isEmpty()) {
        json.writeStringProperty("note", offer.note());
      }
      if (hasZeroRate(offer.prices())) {
        json.writeBooleanProperty("free", true);
      }
      json.writeArrayPropertyStart("prices");
      offer.prices().forEach(row -> write(json, row));
      json.writeEndArray();
      writeTiers(json, offer.rateTiers());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static boolean hasZeroRate(List<PriceRow> rows) {
    for (PriceRow row : rows) {
      for (TokenClass tokenClass : TokenClass.values()) {
        if (row.rates().picosOrNegative(tokenClass) == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static void write(JsonGenerator json, PriceRow row) {
    json.writeStartObject();
    if (!row.from().equals(Instant.MIN)) {
      json.writeStringProperty("from", row.from().toString());
    }
    if (!row.to().equals(Instant.MAX)) {
      json.writeStringProperty("to", row.to().toString());
    }
    if (row.service() != ServiceClass.STANDARD) {
      json.writeStringProperty("service", row.service().key());
    }
    if (!row.region().isEmpty()) {
      json.writeStringProperty("region", row.region());
    }
    row.window().ifPresent(window -> write(json, window));
    if (row.aboveInput() > 0) {
      json.writeNumberProperty("above_input", row.aboveInput());
    }
    write(json, row.rates());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DailyWindow window) {
    json.writeObjectPropertyStart("window");
    json.writeStringProperty("start", window.start().toString());
    json.writeStringProperty("end", window.end().toString());
    json.writeStringProperty("tz", window.zone().getId());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, RateCard rates) {
    Optional<TokenRate> output = rates.rate(TokenClass.OUTPUT);
    for (TokenClass tokenClass : TokenClass.values()) {
      Optional<TokenRate> rate = rates.rate(tokenClass);
      boolean inherited = tokenClass == TokenClass.REASONING && rate.equals(output);
      if (rate.isPresent() && !inherited) {
        json.writeStringProperty(tokenClass.key(), rate.get().toString());
      }
    }
  }

  private static void writeTiers(JsonGenerator json, List<RateTier> tiers) {
    if (tiers.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("rate_tiers");
    for (RateTier tier : tiers) {
      json.writeStartObject();
      json.writeStringProperty("name", tier.name());
      json.writeNumberProperty("requests_per_minute", tier.requestsPerMinute());
      json.writeNumberProperty("tokens_per_minute", tier.tokensPerMinute().count());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
