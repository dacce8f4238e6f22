package dev.breakeven.gateway;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.offer.Market;
import dev.breakeven.gateway.admission.KeyWatch;
import dev.breakeven.gateway.settings.GatewaySettings;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What the gateway works with and does not make itself.
///
/// `ledger` stays open when the gateway ends. `ids` gives a new request id, unique for ever, each
/// time. `budgets` and `watch` already have what the ledger knows of earlier runs. `reload` reads
/// the settings again, and throws a `BreakevenException` where they are wrong.
public record GatewayParts(
    LedgerWriter ledger,
    Market market,
    InstantSource clock,
    Supplier<String> ids,
    Budgets budgets,
    KeyWatch watch,
    Supplier<GatewaySettings> reload) {}
