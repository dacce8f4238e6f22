/// Load for gateways side by side; `bench/peers/gateway/run.sh` runs it.
///
/// Start at [dev.breakeven.bench.gateway.GatewayLoad].
@NullMarked
package dev.breakeven.bench.gateway;

import org.jspecify.annotations.NullMarked;
