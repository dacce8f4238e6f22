/// What the gateway is told to do: plain records, read from the configuration by the command line.
///
/// Start at [dev.breakeven.gateway.settings.GatewaySettings].
@NullMarked
package dev.breakeven.gateway.settings;

import org.jspecify.annotations.NullMarked;
