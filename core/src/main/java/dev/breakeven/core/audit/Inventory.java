package dev.breakeven.core.audit;

import java.util.List;
import java.util.Locale;

/// Who leads to what: callers to keys, gateways, upstreams, replicas, nodes and lines of a bill.
public record Inventory(List<Link> links) {
  public Inventory {
    links = List.copyOf(links);
  }

  /// What is linked, from the caller to the money.
  public enum Kind {
    CALLER,
    KEY,
    GATEWAY,
    /// A provider, or one endpoint of it.
    UPSTREAM,
    /// A pod with an engine, or an engine outside a cluster.
    REPLICA,
    NODE,
    /// The resource of a bill that a node is.
    BILLED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public record Place(Kind kind, String name) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byKind = kind.compareTo(other.kind);
      return byKind == 0 ? name.compareTo(other.name) : byKind;
    }
  }

  /// `by` is what tells the link: the ledger, an address, a service, a model's name, the cluster,
  /// telemetry or a bill. `calls` is 0 where no calls are counted.
  public record Link(Place from, Place to, String by, long calls) {}
}
