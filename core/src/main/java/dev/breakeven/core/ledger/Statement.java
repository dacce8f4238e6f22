package dev.breakeven.core.ledger;

import dev.breakeven.core.ledger.UsageQuery.Dimension;
import dev.breakeven.core.ledger.UsageReport.Row;
import dev.breakeven.core.units.PicoUsd;
import dev.breakeven.core.units.Usd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one tenant used, what it pays for that by its tariff, and what serving it cost.
///
/// `tariff` is empty without a tariff, or when it has no rate for something that was used. `hosted`
/// is what calls to others cost, `gpu` the share of own GPU rent by settlement, `idle` the part of
/// the idle rent that goes with it: idle rent is divided as the busy rent of the same settlement
/// is. Copies sent to a mirror are not the tenant's doing and in no line. `total` is the sum of all
/// lines. Immutable.
public record Statement(String tenant, List<Line> lines, Line total) {
  /// What [#of] needs the usage grouped by.
  public static final List<Dimension> BY =
      List.of(Dimension.TENANT, Dimension.MODEL, Dimension.SOURCE, Dimension.PRICES);

  private static final String SETTLEMENT = "settlement";

  /// One model, or all. `row` is without a group.
  public record Line(String model, Row row, Optional<Usd> tariff, Usd hosted, Usd gpu, Usd idle) {
    /// What serving cost; what is unpriced is not in it.
    public Usd cost() {
      return hosted.plus(gpu).plus(idle);
    }

    /// A part of the cost; empty when it is zero only because calls have no price.
    public Optional<Usd> known(Usd part) {
      return row.unpriced() > 0 && part.equals(Usd.ZERO) ? Optional.empty() : Optional.of(part);
    }

    /// Tariff less cost; empty when either is not known whole.
    public Optional<Usd> margin() {
      return row.unpriced() > 0 ? Optional.empty() : tariff.map(amount -> amount.minus(cost()));
    }

    /// The tariff on all tokens of the model, rounded once.
    private Line charged(Optional<TenantTariff> tariffs) {
      Optional<Usd> charge =
          row.withoutUsage() > 0
              ? Optional.empty()
              : tariffs.flatMap(each -> each.charge(model, row.tokens())).map(PicoUsd::rounded);
      return new Line(model, row, charge, hosted, gpu, idle);
    }

    private Line plus(Line other) {
      return new Line(
          model,
          row.plus(other.row),
          tariff.flatMap(one -> other.tariff.map(one::plus)),
          hosted.plus(other.hosted),
          gpu.plus(other.gpu),
          idle.plus(other.idle));
    }
  }

  public Statement {
    lines = List.copyOf(lines);
  }

  /// Throws `IllegalArgumentException` unless `usage` is grouped by [#BY].
  public static Statement of(UsageReport usage, String tenant, Optional<TenantTariff> tariff) {
    if (!usage.by().equals(BY)) {
      throw new IllegalArgumentException("usage: by " + usage.by() + " (expected: " + BY + ")");
    }
    Map<String, Usd> busy = new HashMap<>();
    Map<String, Usd> idle = new HashMap<>();
    for (Row row : usage.rows()) {
      if (isSettled(row)) {
        (isIdle(row) ? idle : busy).merge(prices(row), row.allUsd(), Usd::plus);
      }
    }
    Map<String, Line> models = new TreeMap<>();
    for (Row row : usage.rows()) {
      boolean theirs = row.group().getFirst().equals(tenant) && !isMirror(row);
      if (theirs && !isIdle(row) && row.attempts() > 0) {
        Line line = line(row, share(row, busy, idle));
        models.merge(line.model(), line, Line::plus);
      }
    }
    List<Line> lines = new ArrayList<>();
    models.values().forEach(line -> lines.add(line.charged(tariff)));
    Optional<Usd> nothing = tariff.map(_ -> Usd.ZERO);
    Line none = new Line("", Row.none(), nothing, Usd.ZERO, Usd.ZERO, Usd.ZERO);
    return new Statement(tenant, lines, lines.stream().reduce(none, Line::plus));
  }

  private static Line line(Row row, Usd idle) {
    boolean settled = isSettled(row);
    return new Line(
        row.group().get(1),
        Row.none().plus(row),
        Optional.empty(),
        settled ? Usd.ZERO : row.allUsd(),
        settled ? row.allUsd() : Usd.ZERO,
        idle);
  }

  private static Usd share(Row row, Map<String, Usd> busy, Map<String, Usd> idle) {
    Usd all = busy.getOrDefault(prices(row), Usd.ZERO);
    Usd unused = idle.getOrDefault(prices(row), Usd.ZERO);
    return !isSettled(row) || all.equals(Usd.ZERO)
        ? Usd.ZERO
        : unused.times(row.allUsd().over(all));
  }

  private static boolean isSettled(Row row) {
    return prices(row).startsWith(SETTLEMENT + ":");
  }

  private static boolean isIdle(Row row) {
    return row.group().get(2).equals(SETTLEMENT);
  }

  private static boolean isMirror(Row row) {
    return row.group().get(2).equals(Attempt.MIRROR);
  }

  private static String prices(Row row) {
    return row.group().get(3);
  }
}
