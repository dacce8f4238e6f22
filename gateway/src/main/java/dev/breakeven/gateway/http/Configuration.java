package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.RateLimiter;
import dev.breakeven.gateway.admission.Admission;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.upstream.RetryPolicy;
import dev.breakeven.gateway.upstream.Upstreams;

/// What holds for a request from its first byte to its last, also when it is reloaded meanwhile.
public record Configuration(
    GatewaySettings settings,
    Upstreams upstreams,
    Admission admission,
    RateLimiter rates,
    RetryPolicy retryPolicy) {}
