package dev.breakeven.core.audit;

import dev.breakeven.core.units.Hours;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.core.units.UsdPerHour;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What bills say in sum: spend by group, machines with GPUs, commitments that nobody used.
///
/// `rows` counts the charges, `totals` their sums by vendor.
public record Bill(
    long rows,
    List<Group> groups,
    List<GpuMachine> machines,
    List<Unused> unused,
    List<Vendor> totals) {
  public static final Bill NONE = new Bill(0, List.of(), List.of(), List.of(), List.of());

  public Bill {
    groups = List.copyOf(groups);
    machines = List.copyOf(machines);
    unused = List.copyOf(unused);
    totals = List.copyOf(totals);
  }

  /// Both sums of the same charges, exact.
  public record Sums(PicoUsd billed, PicoUsd effective) {
    static final Sums NONE = new Sums(PicoUsd.ZERO, PicoUsd.ZERO);

    Sums plus(Charge charge) {
      return new Sums(billed.plus(charge.billed()), effective.plus(charge.effective()));
    }
  }

  /// What charges are told apart by in sums; an empty text means not stated.
  public record Key(String provider, String service, String team, String model, SpendKind kind) {}

  /// `usd` is the effective cost, or what was billed where [Vendor#roundedEffective].
  public record Group(Key key, Usd usd, Usd billed, long rows) {}

  /// Sums of one vendor, and the span of its charges.
  public record Vendor(String provider, Sums sums, boolean roundedEffective, Span span) {}

  /// From the begin of the first charge to the end of the last.
  public record Span(Instant from, Instant to) {
    public Span plus(Instant begin, Instant end) {
      return new Span(begin.isBefore(from) ? begin : from, end.isAfter(to) ? end : to);
    }
  }

  /// A machine with GPUs as a bill knows it; `hours` are those that were charged.
  public record GpuMachine(
      String resource,
      String name,
      String provider,
      String region,
      String team,
      String instance,
      String gpu,
      Optional<Integer> gpus,
      Usd usd,
      Hours hours,
      long rows) {

    /// What one GPU of it cost an hour, of as many as the bill says it has, else of `otherwise`.
    public Optional<UsdPerHour> perGpuHour(long otherwise) {
      if (usd.nanos() < 0 || hours.value().signum() == 0) {
        return Optional.empty();
      }
      long count = gpus.map(Integer::longValue).orElse(otherwise);
      return Optional.of(
          UsdPerHour.rounded(usd.dollars().dividedBy(hours.value()).dividedBy(Ratio.of(count))));
    }
  }

  /// A commitment or reservation whose unused part was paid.
  public record Unused(String commitment, String provider, Usd usd, Span span) {}

  /// What was billed over all vendors, rounded once.
  public Usd billed() {
    return totals.stream()
        .map(each -> each.sums().billed())
        .reduce(PicoUsd.ZERO, PicoUsd::plus)
        .rounded();
  }
}
