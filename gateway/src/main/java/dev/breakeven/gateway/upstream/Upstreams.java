package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.wire.dialect.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// All upstreams in the order in which they are asked. Immutable but for the state of replicas.
public final class Upstreams {
  private final List<Upstream> all;

  /// `rest` is how long a replica that fails gets no calls.
  public Upstreams(List<UpstreamSettings> settings, Duration rest) {
    this(settings, rest, List.of());
  }

  private Upstreams(List<UpstreamSettings> settings, Duration rest, List<Upstream> before) {
    all =
        settings.stream()
            .map(
                each ->
                    before.stream()
                        .filter(known -> known.settings().equals(each))
                        .findFirst()
                        .orElseGet(() -> new Upstream(each, rest)))
            .toList();
  }

  /// These by other settings: an upstream whose settings are the same keeps its state.
  public Upstreams reloaded(List<UpstreamSettings> settings, Duration rest) {
    return new Upstreams(settings, rest, all);
  }

  public List<Upstream> all() {
    return all;
  }

  /// Those that may answer a call, first the one to be asked first: they serve the model in one of
  /// the dialects and are where the key may go.
  public List<Upstream> chain(String model, Set<Dialect> dialects, Optional<VirtualKey> key) {
    List<Upstream> chain = new ArrayList<>(all.size());
    for (Upstream upstream : all) {
      if (dialects.contains(upstream.settings().dialect())
          && upstream.servedName(model).isPresent()
          && key.map(each -> allows(each, upstream)).orElse(true)) {
        chain.add(upstream);
      }
    }
    return chain;
  }

  /// Whether anyone serves the model in one of the dialects, wherever that is.
  public boolean serves(String model, Set<Dialect> dialects) {
    return !chain(model, dialects, Optional.empty()).isEmpty();
  }

  /// The names that clients may ask for, sorted; empty when an upstream takes any.
  public Set<String> models() {
    Set<String> names = new TreeSet<>();
    for (Upstream upstream : all) {
      if (upstream.settings().models().isEmpty()) {
        return Set.of();
      }
      names.addAll(upstream.settings().models().keySet());
    }
    return names;
  }

  private static boolean allows(VirtualKey key, Upstream upstream) {
    UpstreamSettings where = upstream.settings();
    return (key.providers().isEmpty() || key.providers().contains(where.provider()))
        && (key.regions().isEmpty() || key.regions().contains(where.region()));
  }
}
