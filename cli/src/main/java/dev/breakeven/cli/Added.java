package dev.breakeven.cli;

import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.util.EnumMap;
import java.util.Map;

/// What an import added to the ledger from one source. Mutable, owned by one thread.
///
/// `calls` are new, `sums` stand for an unknown number of calls, `known` were there, `revised` were
/// there with fewer tokens; `lines` are new
/// lines of bills. Amounts are of what is new.
final class Added {
  final Map<Basis, Usd> usd = new EnumMap<>(Basis.class);
  long calls;
  long sums;
  long known;
  long revised;
  long withoutUsage;

  /// Calls without usage that were read, new or known.
  long absentRead;

  long unpriced;
  long lines;
  Usd billed = Usd.ZERO;

  void add(Added other) {
    other.usd.forEach((basis, amount) -> usd.merge(basis, amount, Usd::plus));
    calls += other.calls;
    sums += other.sums;
    known += other.known;
    revised += other.revised;
    withoutUsage += other.withoutUsage;
    absentRead += other.absentRead;
    unpriced += other.unpriced;
    lines += other.lines;
    billed = billed.plus(other.billed);
  }
}
