package dev.breakeven.gateway.http;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.metering.MirrorSkip;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.wire.dialect.AnswerTap;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Copies an answered call to the mirrors that draw it, as far as nothing stands against it. Owned
/// by one event loop.
///
/// It begins when the client has its answer: no byte of that waits for a copy, a call that was
/// refused or left is none to learn from, and what the client does afterwards changes nothing.
final class Copying {
  private final Lane lane;
  private final Configuration configuration;
  private final Gate gate;
  private final MultiMap headers;
  private final String id;
  private final Context context;

  /// `headers` are the client's, and `id` is that of its request.
  Copying(
      Lane lane,
      Configuration configuration,
      Gate gate,
      MultiMap headers,
      String id,
      Context context) {
    this.lane = lane;
    this.configuration = configuration;
    this.gate = gate;
    this.headers = headers;
    this.id = id;
    this.context = context;
  }

  void begin() {
    List<Mirror> mirrors = configuration.settings().mirrors();
    for (int i = 0; i < mirrors.size(); i++) {
      Mirror mirror = mirrors.get(i);
      if (mirror.of().equals(gate.facts().model()) && mirror.takes(id)) {
        Optional<MirrorSkip> skipped;
        try {
          skipped = copy(mirror, new AttemptId(id + "-mirror", i + 1));
        } catch (RuntimeException e) {
          Faults.report(id, e);
          skipped = Optional.of(MirrorSkip.FAULT);
        }
        skipped.ifPresent(why -> lane.counters().mirrorsSkipped(why).increment());
      }
    }
  }

  /// Why there is no copy; empty when it is on its way.
  private Optional<MirrorSkip> copy(Mirror mirror, AttemptId copy) {
    Upstream upstream = configuration.upstreams().named(mirror.upstream());
    if (!gate.mayGo(upstream.settings())) {
      return Optional.of(MirrorSkip.OUTSIDE);
    }
    int length = gate.body().bytes().length;
    Optional<MirrorSkip> full = lane.mirrors().enter(mirror, length);
    if (full.isPresent()) {
      return full;
    }
    boolean entered = false;
    try {
      Optional<MirrorSkip> skipped = copy(mirror, copy, upstream, length);
      entered = skipped.isEmpty();
      return skipped;
    } finally {
      if (!entered) {
        lane.mirrors().leave(mirror, length);
      }
    }
  }

  private Optional<MirrorSkip> copy(Mirror mirror, AttemptId copy, Upstream upstream, int length) {
    Leg leg = new Leg(upstream, mirror.model());
    Optional<Outbound> told = told(leg);
    if (told.isEmpty()) {
      return Optional.of(MirrorSkip.UNTRANSLATABLE);
    }
    MultiMap sent = Headers.copied(headers, upstream.settings());
    Instant now = lane.clock().instant();
    Optional<Budgets.Reservation> held =
        gate.reserveSpare(upstream.settings(), leg.model(), told.get().body().length(), now);
    if (held.isEmpty()) {
      return Optional.of(MirrorSkip.BUDGET);
    }
    Optional<Replica> replica =
        upstream.acquireSpare(gate.prefix(upstream), gate.promptTokens(), System.nanoTime());
    if (replica.isEmpty()) {
      held.get().release();
      return Optional.of(MirrorSkip.DOWN);
    }
    AttemptMeter meter =
        new AttemptMeter(
            lane,
            context,
            record(copy, leg, now),
            held.get(),
            "mirror of " + id,
            System.nanoTime());
    new MirrorRun(
            id,
            lane,
            configuration.settings().clocks(),
            replica.get(),
            meter,
            () -> lane.mirrors().leave(mirror, length))
        .start(told.get().path(), sent, told.get().body());
    return Optional.empty();
  }

  private Optional<Outbound> told(Leg leg) {
    try {
      return gate.copied(leg);
    } catch (BreakevenException e) {
      return Optional.empty();
    }
  }

  private AttemptRecord record(AttemptId copy, Leg leg, Instant now) {
    UpstreamSettings settings = leg.upstream().settings();
    return new AttemptRecord(
        copy,
        now,
        gate.scope(),
        new AttemptRecord.Asked(
            Attempt.MIRROR, gate.facts().model(), gate.facts().stream(), gate.body()),
        settings,
        leg.model(),
        AnswerTap.of(settings.dialect()));
  }
}
