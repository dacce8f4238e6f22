package dev.breakeven.gateway.http;

import dev.breakeven.gateway.upstream.Upstream;

/// An upstream that may answer a request, and the name that it is asked for: the client's, or one
/// that the client's stands for.
record Leg(Upstream upstream, String asked) {
  /// Under which name the upstream knows the model.
  String model() {
    return upstream.servedName(asked).orElse(asked);
  }
}
