package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Inventory.Kind;
import dev.breakeven.core.audit.Inventory.Link;
import dev.breakeven.core.audit.Inventory.Place;
import dev.breakeven.core.ledger.CallFact;
import dev.breakeven.core.ledger.Scope;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Links the calls of a ledger to the replicas that answered, as far as an address, the name of a
/// service or of a model tells. Owned by one thread.
final class InventoryTally {
  private static final int MOST = 10_000;
  private static final String REST = "(further ones)";

  private final Map<Ends, Long> calls = new HashMap<>();
  private final Map<Upstream, Set<String>> models = new HashMap<>();

  private record Ends(Place from, Place to) {}

  private record Upstream(String provider, String endpoint) {
    Place place() {
      return new Place(
          Kind.UPSTREAM, endpoint.isEmpty() ? provider : (provider + " " + endpoint).strip());
    }

    /// Host and port, as scrapers name an instance; empty when it is no address.
    String address() {
      try {
        URI uri = URI.create(endpoint);
        return uri.getHost() == null ? "" : uri.getHost() + ":" + uri.getPort();
      } catch (IllegalArgumentException e) {
        return "";
      }
    }
  }

  /// Those seen first are told apart when there are very many.
  void see(CallFact.Group group) {
    Scope scope = group.scope();
    String caller =
        Stream.of(scope.service(), scope.user(), scope.team(), scope.project())
            .filter(name -> !name.isEmpty())
            .findFirst()
            .orElse("");
    Upstream upstream = new Upstream(group.provider(), group.endpoint());
    List<Place> chain =
        Stream.of(
                new Place(Kind.CALLER, caller),
                new Place(Kind.KEY, scope.key()),
                new Place(Kind.GATEWAY, group.source()),
                upstream.place())
            .filter(place -> !place.name().isEmpty())
            .toList();
    for (int i = 1; i < chain.size(); i++) {
      count(new Ends(chain.get(i - 1), chain.get(i)), group.rows());
    }
    if (models.size() < MOST || models.containsKey(upstream)) {
      models.computeIfAbsent(upstream, _ -> new TreeSet<>()).add(bare(group.model()));
    }
  }

  private void count(Ends ends, long rows) {
    Ends known = ends;
    if (calls.size() >= MOST && !calls.containsKey(ends)) {
      known = new Ends(new Place(ends.from().kind(), REST), new Place(ends.to().kind(), REST));
    }
    calls.merge(known, rows, Long::sum);
  }

  /// Names of one model differ by their maker in front and by case.
  private static String bare(String model) {
    return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  Inventory inventory(Estate estate) {
    Map<Ends, Link> links = new TreeMap<>(ORDER);
    calls.forEach(
        (ends, count) -> links.put(ends, new Link(ends.from(), ends.to(), "ledger", count)));
    models.forEach((upstream, names) -> replicas(estate, upstream, names, links));
    for (Engines.Engine engine : estate.engines().all()) {
      place(estate, engine.pod(), links);
    }
    estate.gpus().byHolder().keySet().stream()
        .filter(pod -> !pod.isEmpty())
        .forEach(pod -> place(estate, pod, links));
    return new Inventory(new ArrayList<>(links.values()));
  }

  private static final Comparator<Ends> ORDER =
      Comparator.comparing(Ends::from).thenComparing(Ends::to);

  private static void replicas(
      Estate estate, Upstream upstream, Set<String> names, Map<Ends, Link> links) {
    Map<String, String> found = new TreeMap<>();
    String address = upstream.address();
    for (Engines.Engine engine : estate.engines().all()) {
      if (!address.isEmpty() && engine.instances().contains(address)) {
        found.put(engine.pod(), "address");
      }
    }
    if (found.isEmpty()) {
      behind(estate.cluster(), address).forEach(pod -> found.put(pod, "service"));
    }
    boolean sold =
        names.stream()
            .anyMatch(
                name -> estate.market().findApi(upstream.provider() + "/" + name).isPresent());
    if (found.isEmpty() && !sold) {
      estate.engines().all().stream()
          .filter(engine -> !engine.model().isEmpty() && names.contains(bare(engine.model())))
          .forEach(engine -> found.put(engine.pod(), "model"));
    }
    found.forEach((pod, by) -> put(links, upstream.place(), new Place(Kind.REPLICA, pod), by));
  }

  /// The pods behind `http://service.namespace…`.
  private static List<String> behind(Cluster cluster, String address) {
    String[] labels = address.split("[.:]", 3);
    if (labels.length < 2) {
      return List.of();
    }
    return cluster.entries().stream()
        .filter(entry -> entry.name().equals(labels[0]) && entry.namespace().equals(labels[1]))
        .flatMap(entry -> cluster.pods().stream().filter(entry::leadsTo))
        .filter(Cluster.Pod::isRunning)
        .map(Cluster.Pod::path)
        .toList();
  }

  private static void place(Estate estate, String pod, Map<Ends, Link> links) {
    Optional<Cluster.Pod> known = estate.gpus().pod(pod);
    Optional<String> seen = estate.gpus().hostOf(pod);
    Optional<String> node =
        known.map(Cluster.Pod::node).filter(name -> !name.isEmpty()).or(() -> seen);
    if (node.isPresent()) {
      Place host = new Place(Kind.NODE, node.get());
      put(links, new Place(Kind.REPLICA, pod), host, known.isPresent() ? "cluster" : "telemetry");
      estate
          .gpus()
          .billed(node.get())
          .ifPresent(
              machine -> put(links, host, new Place(Kind.BILLED, machine.resource()), "bill"));
    }
  }

  private static void put(Map<Ends, Link> links, Place from, Place to, String by) {
    links.putIfAbsent(new Ends(from, to), new Link(from, to, by, 0));
  }
}
