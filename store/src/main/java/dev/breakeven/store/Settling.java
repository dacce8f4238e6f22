package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Correction;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.LedgerWriter;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Settlement;
import dev.breakeven.core.ledger.SettlementOrder;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Usd;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Writes the shares of a settlement as corrections and the idle part as a row of its own.
///
/// The same order again replaces the shares and the idle row.
final class Settling {
  private static final String SOURCE = "settlement";

  private final Snapshot snapshot;
  private final LedgerWriter writer;
  private final SettlementOrder order;
  private final Instant now;

  Settling(Snapshot snapshot, LedgerWriter writer, SettlementOrder order, Instant now) {
    this.snapshot = snapshot;
    this.writer = writer;
    this.order = order;
    this.now = now;
  }

  Settled run() {
    Settlement settlement = new Settlement(order);
    eachCall((_, at, millis) -> settlement.measure(at, millis));
    Usd[] allocated = {Usd.ZERO};
    long[] calls = {0};
    eachCall(
        (id, at, millis) -> {
          Settlement.Share share = settlement.next(at, millis);
          allocated[0] = allocated[0].plus(share.usd());
          calls[0]++;
          reprice(id, share);
        });
    Settlement.Share idle = settlement.idle();
    if (writer.append(idleRow(idle)) != LedgerWriter.Appended.NEW) {
      reprice(idleId(), idle);
    }
    writer.awaitDurable();
    long withoutDuration =
        snapshot.duck().number("SELECT count(*) FROM " + calls() + " AND duration_ms IS NULL");
    return new Settled(
        calls[0],
        withoutDuration,
        settlement.rent(),
        allocated[0],
        idle.usd(),
        settlement.busyPart());
  }

  /// Takes one call that has a duration.
  private interface Each {
    void take(AttemptId id, Instant at, long millis);
  }

  /// What passed before an attempt was sent, earlier attempts included, kept no GPU busy.
  private void eachCall(Each each) {
    snapshot
        .duck()
        .query(
            "SELECT request, attempt, epoch_us(\"at\"),"
                + " duration_ms - least(duration_ms, coalesce(queue_ms, 0)) FROM "
                + calls()
                + " AND duration_ms IS NOT NULL ORDER BY \"at\", request, attempt",
            row ->
                each.take(
                    new AttemptId(row.getString(1), row.getInt(2)),
                    AttemptCells.instant(row.getLong(3)),
                    row.getLong(4)));
  }

  private String calls() {
    return "(%s) WHERE source <> '%s' AND provider = %s%s"
        .formatted(
            snapshot.attempts(Optional.of(order.from()), Optional.of(order.to())),
            SOURCE,
            Duck.text(order.provider()),
            order.endpoint().map(text -> " AND endpoint = " + Duck.text(text)).orElse(""));
  }

  private void reprice(AttemptId id, Settlement.Share share) {
    writer.correct(
        new Correction(
            id, now, new Correction.Repriced(cost(share), Optional.of(share.gpuSeconds()))));
  }

  private Cost cost(Settlement.Share share) {
    return new Cost.Priced(share.usd(), order.basis(), order.name());
  }

  private AttemptId idleId() {
    return new AttemptId(order.name(), 1);
  }

  private Attempt idleRow(Settlement.Share idle) {
    return new Attempt(
        idleId(),
        order.from(),
        SOURCE,
        Scope.NONE,
        Call.of("(idle)", order.provider()).at(order.endpoint().orElse("")),
        new Metered(Metered.State.ESTIMATED, Usage.NONE, Map.of(Metered.REQUESTS, 0L)),
        Timing.UNKNOWN,
        Ending.UNKNOWN,
        cost(idle),
        Optional.of(idle.gpuSeconds()),
        "");
  }
}
