package dev.breakeven.core.ledger;

import dev.breakeven.core.units.Usd;
import java.time.Instant;

/// What one key used in one hour of UTC: what attempts with a price cost, and the known tokens of
/// those without one. Own hardware has no price, also once its rent is shared out.
public record KeyHour(String key, Instant hour, Usd usd, long unpricedTokens) {}
