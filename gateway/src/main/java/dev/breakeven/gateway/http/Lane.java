package dev.breakeven.gateway.http;

import dev.breakeven.gateway.metering.AccessLog;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.metering.LedgerQueue;
import dev.breakeven.gateway.metering.PriceBook;
import dev.breakeven.gateway.trace.Traces;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// What the requests of one event loop share: its client, so that both sides of a request are on
/// this loop, its price book, and what all loops have in common.
public record Lane(
    Vertx vertx,
    HttpClientAgent client,
    PriceBook prices,
    LedgerQueue ledger,
    AccessLog access,
    Mirrors mirrors,
    Counters counters,
    Optional<Traces> traces,
    InstantSource clock,
    Supplier<String> ids) {}
