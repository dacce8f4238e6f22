/// Where each request goes.
///
/// Entry type: [RoutingPolicy][dev.breakeven.core.routing.RoutingPolicy].
@NullMarked
package dev.breakeven.core.routing;

import org.jspecify.annotations.NullMarked;
