package dev.breakeven.gateway.upstream;

import dev.breakeven.gateway.settings.UpstreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /// The one of this name, which there has to be.
  public Upstream named(String name) {
    return all.stream()
        .filter(upstream -> upstream.settings().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Those that serve the model and that `may` answer, first the one to be asked first.
  public List<Upstream> chain(String model, Predicate<UpstreamSettings> may) {
    List<Upstream> chain = new ArrayList<>(all.size());
    for (Upstream upstream : all) {
      if (may.test(upstream.settings()) && upstream.servedName(model).isPresent()) {
        chain.add(upstream);
      }
    }
    return chain;
  }
}
