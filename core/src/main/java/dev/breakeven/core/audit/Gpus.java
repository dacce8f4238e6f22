package dev.breakeven.core.audit;

import dev.breakeven.core.audit.Telemetry.Metric;
import dev.breakeven.core.offer.GpuOffer;
import dev.breakeven.core.offer.GpuSpec;
import dev.breakeven.core.offer.Market;
import dev.breakeven.core.offer.Term;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.UsdPerHour;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The GPUs that telemetry shows, each with its node, the pod that holds it, and its rent.
///
/// A GPU is joined to a bill by the machine id of its node, else by the node's name; without a bill
/// line the list price of its instance type stands for the rent, and without that it is unknown.
final class Gpus {
  private static final long GONE_HOURS = 24;

  private final List<Gpu> all = new ArrayList<>();
  private final Map<String, Cluster.Node> nodes = new HashMap<>();
  private final Map<String, Cluster.Pod> pods = new HashMap<>();
  private final Map<String, Bill.GpuMachine> machines = new HashMap<>();
  private final Map<List<String>, Optional<Rent>> listed = new HashMap<>();
  private final Map<String, String> hosts = new HashMap<>();
  private final Map<String, Long> onHost = new HashMap<>();
  private final Market market;
  private final boolean hasCluster;
  private final long newestHour;

  /// What an hour of one GPU costs, and what that rests on.
  record Rent(UsdPerHour perGpu, Basis basis, String source) {}

  /// One GPU over the hours that were observed, of a held one those of its holder; `gone` when
  /// others were seen [#GONE_HOURS] later,
  /// as
  /// when its machine was released or its pod moved.
  record Gpu(
      String id,
      String host,
      String product,
      Optional<Cluster.Node> node,
      Optional<Cluster.Pod> holder,
      String holderName,
      HourSeries busy,
      Optional<HourSeries> used,
      Optional<HourSeries> free,
      Optional<Rent> rent,
      boolean gone) {
    boolean isHeld() {
      return !holderName.isEmpty();
    }

    long observed() {
      return busy.known();
    }

    long idle(double most) {
      return busy.atMost(most);
    }
  }

  Gpus(Bill bill, Telemetry telemetry, Cluster cluster, Market market) {
    this.market = market;
    hasCluster = !cluster.nodes().isEmpty();
    cluster.nodes().forEach(node -> nodes.put(node.name(), node));
    cluster.pods().forEach(pod -> pods.put(pod.path(), pod));
    for (Bill.GpuMachine machine : bill.machines()) {
      machines.putIfAbsent(machine.resource(), machine);
      machines.putIfAbsent(lastPart(machine.resource()), machine);
      machines.putIfAbsent(machine.name(), machine);
    }
    machines.remove("");
    Map<String, List<HourSeries>> busy = byGpu(telemetry, Metric.GPU_BUSY);
    Map<String, List<HourSeries>> used = byGpu(telemetry, Metric.GPU_MEMORY_USED);
    Map<String, List<HourSeries>> free = byGpu(telemetry, Metric.GPU_MEMORY_FREE);
    newestHour =
        busy.values().stream()
            .flatMap(List::stream)
            .mapToLong(HourSeries::newest)
            .max()
            .orElse(Long.MIN_VALUE);
    busy.values().forEach(series -> onHost.merge(host(series.getFirst()), 1L, Long::sum));
    busy.forEach(
        (id, series) ->
            all.add(
                gpu(
                    id,
                    series,
                    used.getOrDefault(id, List.of()),
                    free.getOrDefault(id, List.of()))));
    all.stream()
        .filter(gpu -> !gpu.gone())
        .forEach(gpu -> hosts.putIfAbsent(gpu.holderName(), gpu.host()));
  }

  private static Optional<HourSeries> merged(List<HourSeries> series) {
    return series.isEmpty() ? Optional.empty() : Optional.of(merge(series));
  }

  private static Map<String, List<HourSeries>> byGpu(Telemetry telemetry, Metric metric) {
    Map<String, List<HourSeries>> grouped = new TreeMap<>();
    for (HourSeries series : telemetry.of(metric)) {
      String id = series.label("UUID", "uuid");
      String key = id.isEmpty() ? host(series) + "/" + series.label("gpu", "device") : id;
      grouped.computeIfAbsent(key, _ -> new ArrayList<>()).add(series);
    }
    return grouped;
  }

  /// A GPU that passed from pod to pod has a series for each.
  private static HourSeries merge(List<HourSeries> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    HourSeries merged = new HourSeries(parts.getLast().labels());
    parts.forEach(part -> part.hours().forEach(hour -> merged.largest(hour, part.at(hour))));
    return merged;
  }

  private static String host(HourSeries series) {
    return series.label("Hostname", "node", "exported_node", "instance");
  }

  private Gpu gpu(String id, List<HourSeries> parts, List<HourSeries> used, List<HourSeries> free) {
    HourSeries newest = parts.stream().max(Comparator.comparing(HourSeries::newest)).orElseThrow();
    String host = host(newest);
    String path = path(newest);
    Optional<Cluster.Pod> holder =
        Optional.ofNullable(pods.get(path)).filter(Cluster.Pod::isRunning);
    String holderName = hasCluster ? holder.map(Cluster.Pod::path).orElse("") : path;
    Predicate<HourSeries> held = heldBy(holderName, holder);
    Optional<Cluster.Node> node = Optional.ofNullable(nodes.get(host));
    return new Gpu(
        id,
        host,
        newest.label("modelName", "model_name"),
        node,
        holder,
        holderName,
        merge(parts.stream().filter(held).toList()),
        merged(used.stream().filter(held).toList()),
        merged(free.stream().filter(held).toList()),
        rent(host, node),
        newest.newest() < newestHour - GONE_HOURS);
  }

  private static String path(HourSeries series) {
    String pod = series.label("exported_pod", "pod");
    return pod.isEmpty() ? "" : series.label("exported_namespace", "namespace") + "/" + pod;
  }

  /// The series of the time in which `holder` has had a GPU, under the names that its owner gave
  /// its pods before; who had it earlier says nothing of it. All series where nobody holds it.
  private static Predicate<HourSeries> heldBy(String name, Optional<Cluster.Pod> holder) {
    if (name.isEmpty()) {
      return _ -> true;
    }
    Optional<String> stem =
        holder
            .map(pod -> pod.owner().substring(pod.owner().indexOf('/') + 1))
            .filter(owner -> !owner.isEmpty())
            .map(owner -> name.substring(0, name.indexOf('/') + 1) + owner + "-");
    return series -> path(series).equals(name) || stem.filter(path(series)::startsWith).isPresent();
  }

  private static String lastPart(String id) {
    return id.substring(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);
  }

  private Optional<Rent> rent(String host, Optional<Cluster.Node> node) {
    Optional<Bill.GpuMachine> machine = billed(host);
    long count = node.map(Cluster.Node::gpus).filter(gpus -> gpus > 0).orElse(hostCount(host));
    Optional<Rent> billed =
        machine.flatMap(
            each ->
                each.perGpuHour(count)
                    .map(
                        rate ->
                            new Rent(rate, Basis.INVOICE, "the bill's lines of " + name(each))));
    return billed.or(
        () ->
            node.flatMap(
                each ->
                    listed.computeIfAbsent(
                        List.of(each.instance(), each.region()), _ -> listed(each))));
  }

  private long hostCount(String host) {
    return onHost.getOrDefault(host, 1L);
  }

  private static String name(Bill.GpuMachine machine) {
    return machine.instance().isEmpty() ? "the machine" : Finding.quoted(machine.instance());
  }

  /// The list price of the instance type on demand, in the same region where it is known.
  private Optional<Rent> listed(Cluster.Node node) {
    Comparator<GpuOffer> near =
        Comparator.comparing((GpuOffer offer) -> !offer.region().equals(node.region()))
            .thenComparing(GpuOffer::perGpuHour)
            .thenComparing(GpuOffer::id);
    return market.gpuOffers().stream()
        .filter(offer -> offer.instance().equalsIgnoreCase(node.instance()))
        .filter(offer -> offer.term() == Term.ON_DEMAND)
        .min(near)
        .map(
            offer ->
                new Rent(
                    offer.perGpuHour(), Basis.LIST_EQUIVALENT, "the list price " + offer.id()));
  }

  /// The catalog's name of the cloud that a GPU stands in, by the instances it sells; else empty.
  String cloud(Gpu gpu) {
    String instance = gpu.node().map(Cluster.Node::instance).orElse("");
    return market.gpuOffers().stream()
        .filter(offer -> offer.instance().equalsIgnoreCase(instance))
        .map(offer -> offer.provider().text())
        .findFirst()
        .orElse("");
  }

  /// The machine of a bill that `host` is, by its machine id or its name.
  Optional<Bill.GpuMachine> billed(String host) {
    return Optional.ofNullable(nodes.get(host))
        .map(Cluster.Node::machine)
        .flatMap(id -> Optional.ofNullable(machines.get(id)))
        .or(() -> Optional.ofNullable(machines.get(host)));
  }

  Optional<Cluster.Pod> pod(String path) {
    return Optional.ofNullable(pods.get(path));
  }

  /// The host of the GPUs that telemetry shows in `pod`.
  Optional<String> hostOf(String pod) {
    return Optional.ofNullable(hosts.get(pod));
  }

  List<Gpu> all() {
    return all;
  }

  /// The GPUs that are still there of each holder, and under the empty name those that nobody
  /// holds.
  Map<String, List<Gpu>> byHolder() {
    Map<String, List<Gpu>> grouped = new TreeMap<>();
    all.stream()
        .filter(gpu -> !gpu.gone())
        .forEach(gpu -> grouped.computeIfAbsent(gpu.holderName(), _ -> new ArrayList<>()).add(gpu));
    return grouped;
  }

  /// The data sheet of a GPU by what exporters call it, such as `NVIDIA H100 80GB HBM3`.
  Optional<GpuSpec> spec(Gpu gpu) {
    String name = gpu.product();
    Optional<GpuSpec> known = market.findGpu(name);
    return known.isPresent() ? known : GpuProduct.of(name).flatMap(market::findGpu);
  }
}
