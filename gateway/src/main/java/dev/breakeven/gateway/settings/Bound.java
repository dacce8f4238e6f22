package dev.breakeven.gateway.settings;

import java.util.Set;

/// What keeps calls to some providers and regions. Empty sets allow everything.
public sealed interface Bound permits VirtualKey, Tag {
  Set<String> providers();

  Set<String> regions();

  /// As messages name it, such as `key ci`.
  String label();

  /// Whether there is anywhere that calls may not go.
  default boolean binds() {
    return !providers().isEmpty() || !regions().isEmpty();
  }

  default boolean allows(UpstreamSettings upstream) {
    return (providers().isEmpty() || providers().contains(upstream.provider()))
        && (regions().isEmpty() || regions().contains(upstream.region()));
  }
}
