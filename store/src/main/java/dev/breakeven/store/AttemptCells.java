package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// An attempt as cells and back: the one mapping behind hot lines and Parquet.
final class AttemptCells {
  private static final Ratio NANOS = Ratio.of(1_000_000_000);
  private static final Column[] CLASSES = {
    Column.INPUT,
    Column.CACHE_READ,
    Column.CACHE_WRITE_5M,
    Column.CACHE_WRITE_1H,
    Column.OUTPUT,
    Column.REASONING
  };

  private AttemptCells() {}

  /// Writes every column in its order.
  static void write(Attempt attempt, CellSink sink) {
    id(attempt.id(), sink);
    sink.whole(Column.AT, micros(attempt.at()));
    sink.text(Column.SOURCE, attempt.source());
    scope(attempt.scope(), sink);
    call(attempt.call(), sink);
    metered(attempt.metered(), sink);
    whole(Column.QUEUE_MS, attempt.timing().queueMillis(), sink);
    whole(Column.TTFT_MS, attempt.timing().ttftMillis(), sink);
    whole(Column.DURATION_MS, attempt.timing().durationMillis(), sink);
    sink.whole(Column.STATUS, attempt.ending().status());
    sink.text(Column.FINISH, attempt.ending().finish());
    cost(attempt.cost(), sink);
    gpuSeconds(attempt.gpuSeconds(), sink);
    sink.text(Column.OUTCOME, attempt.outcome());
  }

  static void id(AttemptId id, CellSink sink) {
    sink.text(Column.REQUEST, id.request());
    sink.whole(Column.ATTEMPT, id.attempt());
  }

  static void scope(Scope scope, CellSink sink) {
    sink.text(Column.KEY, scope.key());
    sink.text(Column.SERVICE, scope.service());
    sink.text(Column.TEAM, scope.team());
    sink.text(Column.TENANT, scope.tenant());
    sink.text(Column.USER, scope.user());
    sink.text(Column.SESSION, scope.session());
    sink.text(Column.PROJECT, scope.project());
    sink.text(Column.TAGS, JsonMaps.write(scope.tags()));
  }

  private static void call(Call call, CellSink sink) {
    sink.text(Column.DIALECT, call.dialect());
    sink.text(Column.TASK_KIND, call.taskKind());
    sink.text(Column.MODEL_ASKED, call.modelAsked());
    sink.text(Column.MODEL_SERVED, call.modelServed());
    sink.text(Column.PROVIDER, call.provider());
    sink.text(Column.REGION, call.region());
    sink.text(Column.ENDPOINT, call.endpoint());
    sink.text(Column.ROUTE_REASON, call.routeReason());
    if (call.difficulty().isPresent()) {
      sink.real(Column.DIFFICULTY, call.difficulty().getAsDouble());
    } else {
      sink.unknown(Column.DIFFICULTY);
    }
    sink.text(Column.SERVICE_CLASS, call.service().key());
    sink.whole(Column.STREAM, call.stream() ? 1 : 0);
  }

  private static void metered(Metered metered, CellSink sink) {
    sink.text(Column.USAGE_STATE, metered.state().name().toLowerCase(Locale.ROOT));
    Usage usage = metered.usage();
    long[] counts = {
      usage.input(),
      usage.cacheRead(),
      usage.cacheWrite5m(),
      usage.cacheWrite1h(),
      usage.output(),
      usage.reasoning()
    };
    for (int i = 0; i < CLASSES.length; i++) {
      if (metered.state() == Metered.State.ABSENT) {
        sink.unknown(CLASSES[i]);
      } else {
        sink.whole(CLASSES[i], counts[i]);
      }
    }
    sink.text(Column.CHARGES, JsonMaps.write(metered.charges()));
  }

  static void cost(Cost cost, CellSink sink) {
    switch (cost) {
      case Cost.Priced(Usd usd, Basis basis, String priceVersion) -> {
        sink.whole(Column.COST_NANOS, usd.nanos());
        sink.text(Column.UNPRICED, "");
        sink.text(Column.COST_BASIS, basis.toString());
        sink.text(Column.PRICE_VERSION, priceVersion);
      }
      case Cost.Unpriced(String reason) -> {
        sink.unknown(Column.COST_NANOS);
        sink.text(Column.UNPRICED, reason);
        sink.text(Column.COST_BASIS, "");
        sink.text(Column.PRICE_VERSION, "");
      }
    }
  }

  static void gpuSeconds(Optional<Ratio> seconds, CellSink sink) {
    if (seconds.isPresent()) {
      BigInteger nanos = seconds.get().times(NANOS).rounded();
      sink.whole(Column.GPU_NANOS, nanos.longValueExact());
    } else {
      sink.unknown(Column.GPU_NANOS);
    }
  }

  private static void whole(Column column, OptionalLong value, CellSink sink) {
    if (value.isPresent()) {
      sink.whole(column, value.getAsLong());
    } else {
      sink.unknown(column);
    }
  }

  /// Reads what [#write] wrote.
  static Attempt read(CellSource source) {
    return new Attempt(
        id(source),
        at(source),
        source.text(Column.SOURCE),
        scope(source),
        call(source),
        metered(source),
        new Timing(
            source.whole(Column.QUEUE_MS),
            source.whole(Column.TTFT_MS),
            source.whole(Column.DURATION_MS)),
        new Ending((int) source.whole(Column.STATUS).orElse(0), source.text(Column.FINISH)),
        cost(source),
        gpuSeconds(source),
        source.text(Column.OUTCOME));
  }

  static AttemptId id(CellSource source) {
    return new AttemptId(
        source.text(Column.REQUEST), Math.toIntExact(source.whole(Column.ATTEMPT).orElse(0)));
  }

  static Instant at(CellSource source) {
    return instant(source.whole(Column.AT).orElse(0));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static Scope scope(CellSource source) {
    return new Scope(
        source.text(Column.KEY),
        source.text(Column.SERVICE),
        source.text(Column.TEAM),
        source.text(Column.TENANT),
        source.text(Column.USER),
        source.text(Column.SESSION),
        source.text(Column.PROJECT),
        JsonMaps.texts(source.text(Column.TAGS)));
  }

  private static Call call(CellSource source) {
    OptionalDouble difficulty = source.real(Column.DIFFICULTY);
    return new Call(
        source.text(Column.DIALECT),
        source.text(Column.TASK_KIND),
        source.text(Column.MODEL_ASKED),
        source.text(Column.MODEL_SERVED),
        source.text(Column.PROVIDER),
        source.text(Column.REGION),
        source.text(Column.ENDPOINT),
        source.text(Column.ROUTE_REASON),
        difficulty,
        ServiceClass.ofKey(source.text(Column.SERVICE_CLASS)).orElse(ServiceClass.STANDARD),
        source.whole(Column.STREAM).orElse(0) == 1);
  }

  static Metered metered(CellSource source) {
    Metered.State state =
        Metered.State.valueOf(source.text(Column.USAGE_STATE).toUpperCase(Locale.ROOT));
    return new Metered(
        state,
        state == Metered.State.ABSENT ? Usage.NONE : usage(source),
        JsonMaps.counts(source.text(Column.CHARGES)));
  }

  private static Usage usage(CellSource source) {
    long[] counts = new long[CLASSES.length];
    for (int i = 0; i < CLASSES.length; i++) {
      counts[i] = source.whole(CLASSES[i]).orElse(0);
    }
    return new Usage(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  static Cost cost(CellSource source) {
    OptionalLong nanos = source.whole(Column.COST_NANOS);
    return nanos.isPresent()
        ? new Cost.Priced(
            new Usd(nanos.getAsLong()),
            basis(source.text(Column.COST_BASIS)),
            source.text(Column.PRICE_VERSION))
        : new Cost.Unpriced(source.text(Column.UNPRICED));
  }

  static Basis basis(String label) {
    for (Basis basis : Basis.values()) {
      if (basis.toString().equals(label)) {
        return basis;
      }
    }
    throw new IllegalArgumentException("cost basis: " + label);
  }

  static Optional<Ratio> gpuSeconds(CellSource source) {
    OptionalLong nanos = source.whole(Column.GPU_NANOS);
    return nanos.isPresent()
        ? Optional.of(Ratio.of(nanos.getAsLong()).dividedBy(NANOS))
        : Optional.empty();
  }

  static long micros(Instant at) {
    return Math.addExact(
        Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000L);
  }
}
