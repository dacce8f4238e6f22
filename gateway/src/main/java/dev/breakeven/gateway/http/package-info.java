/// The front door: routes, one exchange a request, and the relay of answers.
///
/// Start at [dev.breakeven.gateway.http.Routes] and [dev.breakeven.gateway.http.Exchange].
@NullMarked
package dev.breakeven.gateway.http;

import org.jspecify.annotations.NullMarked;
