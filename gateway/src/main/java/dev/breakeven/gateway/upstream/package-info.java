/// What stands behind the gateway: upstreams, their replicas, one call to one of them, and what
/// follows when it fails.
///
/// Start at [dev.breakeven.gateway.upstream.Upstreams] and
/// [dev.breakeven.gateway.upstream.UpstreamCall].
@NullMarked
package dev.breakeven.gateway.upstream;

import org.jspecify.annotations.NullMarked;
