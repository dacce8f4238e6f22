package dev.breakeven.core.audit;

import dev.breakeven.core.offer.Market;
import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Sums charges as they come: memory grows with groups and GPU machines, never with rows.
///
/// Owned by one thread.
public final class BillTally implements ChargeReceiver {
  private static final int MOST_GROUPS = 100_000;
  private static final String REST = "(further groups)";
  private static final BigInteger PICOS_PER_DOLLAR = BigInteger.TEN.pow(12);

  private final KindOfCharge kinds;
  private final Map<Bill.Key, Counted> groups = new HashMap<>();
  private final Map<Charge.Resource, Machine> machines = new HashMap<>();
  private final Map<Reserved, Idle> unused = new HashMap<>();
  private final Map<String, Vendor> vendors = new TreeMap<>();
  private long rows;

  private record Reserved(String provider, String id) {}

  private record Idle(Bill.Sums sums, Bill.Span span) {}

  private record Counted(Bill.Sums sums, long rows) {}

  private static final class Vendor {
    private Bill.Sums sums = Bill.Sums.NONE;
    private Bill.Span span;
    private long whole;
    private long fractional;

    Vendor(Charge first) {
      span = new Bill.Span(first.from(), first.to());
    }

    /// True when effective amounts have no cents although the billed ones have.
    boolean rounded() {
      return whole > 0 && fractional == 0;
    }
  }

  private static final class Machine {
    private final Charge charge;
    private final KindOfCharge.Told told;
    private Bill.Sums sums = Bill.Sums.NONE;
    private final TreeMap<Instant, Instant> spans = new TreeMap<>();
    private long rows;

    Machine(Charge charge, KindOfCharge.Told told) {
      this.charge = charge;
      this.told = told;
    }

    /// Joins a span to those it meets, in whatever order lines come.
    void charged(Instant from, Instant to) {
      Instant begin = from;
      Instant end = to;
      Map.Entry<Instant, Instant> before = spans.floorEntry(from);
      if (before != null && !before.getValue().isBefore(from)) {
        begin = before.getKey();
      }
      Map.Entry<Instant, Instant> met = spans.ceilingEntry(begin);
      while (met != null && !met.getKey().isAfter(end)) {
        end = met.getValue().isAfter(end) ? met.getValue() : end;
        spans.remove(met.getKey());
        met = spans.ceilingEntry(begin);
      }
      spans.put(begin, end);
    }

    Duration charged() {
      Duration sum = Duration.ZERO;
      for (Map.Entry<Instant, Instant> span : spans.entrySet()) {
        sum = sum.plus(Duration.between(span.getKey(), span.getValue()));
      }
      return sum;
    }
  }

  public BillTally(Market market) {
    kinds = new KindOfCharge(market);
  }

  /// Only machines with GPUs are told apart.
  @Override
  public boolean needsResource(Charge.Sku sku) {
    return kinds.of(sku).kind() == SpendKind.GPU;
  }

  @Override
  public void accept(Charge charge) {
    rows++;
    KindOfCharge.Told told = kinds.of(charge.sku());
    Bill.Key key =
        new Bill.Key(
            charge.payer().provider(),
            charge.sku().service(),
            charge.payer().team(),
            told.kind() == SpendKind.MODEL_API ? charge.sku().meter() : "",
            told.kind());
    if (groups.size() >= MOST_GROUPS && !groups.containsKey(key)) {
      key = new Bill.Key(charge.payer().provider(), REST, "", "", told.kind());
    }
    groups.merge(
        key,
        new Counted(Bill.Sums.NONE.plus(charge), 1),
        (old, _) -> new Counted(old.sums().plus(charge), old.rows() + 1));
    vendor(charge);
    if (charge.commitment().unused()) {
      unused.merge(
          new Reserved(charge.payer().provider(), charge.commitment().id()),
          new Idle(Bill.Sums.NONE.plus(charge), new Bill.Span(charge.from(), charge.to())),
          (old, _) ->
              new Idle(old.sums().plus(charge), old.span().plus(charge.from(), charge.to())));
    } else if (told.kind() == SpendKind.GPU && charge.category() != Charge.Category.PURCHASE) {
      machine(charge, told);
    }
  }

  private void vendor(Charge charge) {
    Vendor vendor = vendors.computeIfAbsent(charge.payer().provider(), _ -> new Vendor(charge));
    vendor.sums = vendor.sums.plus(charge);
    vendor.span = vendor.span.plus(charge.from(), charge.to());
    if (!isWhole(charge.billed())) {
      if (isWhole(charge.effective())) {
        vendor.whole++;
      } else {
        vendor.fractional++;
      }
    }
  }

  private static boolean isWhole(PicoUsd amount) {
    return amount.high() == 0
        ? Long.remainderUnsigned(amount.low(), 1_000_000_000_000L) == 0
        : amount.toBigInteger().mod(PICOS_PER_DOLLAR).signum() == 0;
  }

  /// Hours that several lines charge for the same machine count once.
  private void machine(Charge charge, KindOfCharge.Told told) {
    if (charge.resource().id().isEmpty() && charge.resource().name().isEmpty()) {
      return;
    }
    Machine machine = machines.computeIfAbsent(charge.resource(), _ -> new Machine(charge, told));
    machine.sums = machine.sums.plus(charge);
    machine.rows++;
    if (charge.category() == Charge.Category.USAGE && charge.to().isAfter(charge.from())) {
      machine.charged(charge.from(), charge.to());
    }
  }

  /// What all charges so far add up to, the dearest first.
  public Bill bill() {
    List<Bill.Group> spent = new ArrayList<>();
    groups.forEach(
        (key, counted) ->
            spent.add(
                new Bill.Group(
                    key,
                    usd(key.provider(), counted.sums()),
                    counted.sums().billed().rounded(),
                    counted.rows())));
    spent.sort(Order.GROUPS);
    List<Bill.GpuMachine> found = new ArrayList<>();
    machines.values().forEach(machine -> found.add(machine(machine)));
    found.sort(Order.MACHINES);
    List<Bill.Unused> idle = new ArrayList<>();
    unused.forEach(
        (id, sums) ->
            idle.add(
                new Bill.Unused(
                    id.id(), id.provider(), usd(id.provider(), sums.sums()), sums.span())));
    idle.sort(Order.UNUSED);
    List<Bill.Vendor> totals = new ArrayList<>();
    vendors.forEach(
        (name, vendor) ->
            totals.add(new Bill.Vendor(name, vendor.sums, vendor.rounded(), vendor.span)));
    return new Bill(rows, spent, found, idle, totals);
  }

  private Usd usd(String provider, Bill.Sums sums) {
    Vendor vendor = vendors.get(provider);
    return (vendor != null && vendor.rounded() ? sums.billed() : sums.effective()).rounded();
  }

  private Bill.GpuMachine machine(Machine machine) {
    Charge charge = machine.charge;
    Optional<Integer> gpus = machine.told.gpus();
    return new Bill.GpuMachine(
        charge.resource().id(),
        charge.resource().name(),
        charge.payer().provider(),
        charge.resource().region(),
        charge.payer().team(),
        machine.told.instance(),
        machine.told.gpu(),
        gpus,
        usd(charge.payer().provider(), machine.sums),
        Hours.ofSeconds(Ratio.of(machine.charged().toSeconds())),
        machine.rows);
  }
}
