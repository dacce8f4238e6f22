/// The gateway: one URL in front of engines of our own and hosted APIs.
///
/// Start at [dev.breakeven.gateway.Gateway], then follow a request from
/// [dev.breakeven.gateway.http.Routes].
@NullMarked
package dev.breakeven.gateway;

import org.jspecify.annotations.NullMarked;
