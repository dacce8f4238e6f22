package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

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

  /// Those that may answer a call, first the one to be asked first: they speak what is asked, serve
  /// the model and are where the key may go.
  public List<Upstream> chain(
      String model, Predicate<UpstreamSettings> speaks, Optional<VirtualKey> key) {
    List<Upstream> chain = new ArrayList<>(all.size());
    for (Upstream upstream : all) {
      if (speaks.test(upstream.settings())
          && upstream.servedName(model).isPresent()
          && key.map(each -> allows(each, upstream)).orElse(true)) {
        chain.add(upstream);
      }
    }
    return chain;
  }

  /// Whether anyone that speaks what is asked serves the model, wherever that is.
  public boolean serves(String model, Predicate<UpstreamSettings> speaks) {
    return !chain(model, speaks, Optional.empty()).isEmpty();
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
