package dev.breakeven.gateway.settings;

import java.util.Optional;
import java.util.Set;

/// A key that clients call with. Only the SHA-256 of the secret is known, in hex.
///
/// Empty sets allow everything. `service` is empty where clients may name one themselves.
public record VirtualKey(
    String id,
    String sha256,
    String team,
    String tenant,
    Optional<String> service,
    Set<String> models,
    Set<String> providers,
    Set<String> regions)
    implements Bound {
  public VirtualKey {
    models = Set.copyOf(models);
    providers = Set.copyOf(providers);
    regions = Set.copyOf(regions);
  }

  @Override
  public String label() {
    return "key " + id;
  }
}
