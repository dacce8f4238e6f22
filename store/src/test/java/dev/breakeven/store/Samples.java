package dev.breakeven.store;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/// Attempts to write and to expect back.
final class Samples {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);
  private static final String[] TEXTS = {
    "",
    "a",
    "team-1",
    "naïve",
    "\"quoted\"",
    "back\\slash",
    "line\nfeed",
    "tab\t",
    "鹿",
    "🦌",
    "\u0000",
    "{\"k\":1}",
    ",\"crc\":\"00000000\"}",
    "\u007f",
    "x".repeat(3000)
  };

  private Samples() {}

  /// A call of 1,000 tokens in and 100 out for a hundredth of a dollar.
  static Attempt call(String request, Instant at) {
    return call(request, at, Usage.of(1000, 100));
  }

  static Attempt call(String request, Instant at, Usage usage) {
    return new Attempt(
        new AttemptId(request, 1),
        at,
        "test",
        new Scope("key-1", "chat", "team-a", "", "", "s-1", "p-1", Map.of()),
        Call.of("gpt-x", "openai"),
        Metered.reported(usage),
        new Timing(OptionalLong.empty(), OptionalLong.of(200), OptionalLong.of(1000)),
        new Ending(200, "stop"),
        new Cost.Priced(new Usd(10_000_000), Basis.METERED, "v1"),
        Optional.empty(),
        "");
  }

  static Opening opening(String request, Instant at, long reservedNanos) {
    return new Opening(new AttemptId(request, 1), at, Scope.NONE, "gpt-x", new Usd(reservedNanos));
  }

  /// Any attempt that the types allow, to the precision that the ledger keeps.
  static Attempt any(SplittableRandom random) {
    return new Attempt(
        new AttemptId(text(random) + random.nextLong(), random.nextInt(1, 9)),
        instant(random),
        text(random),
        scope(random),
        anyCall(random),
        metered(random),
        new Timing(maybe(random), maybe(random), maybe(random)),
        new Ending(random.nextInt(0, 600), text(random)),
        cost(random),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Ratio.of(random.nextLong(1L << 50), 1_000_000_000)),
        text(random));
  }

  static Opening anyOpening(SplittableRandom random) {
    return new Opening(
        new AttemptId(text(random) + random.nextLong(), random.nextInt(1, 9)),
        instant(random),
        scope(random),
        text(random),
        new Usd(random.nextLong()));
  }

  static Instant instant(SplittableRandom random) {
    return NOON.plus(random.nextLong(-1L << 50, 1L << 50), ChronoUnit.MICROS);
  }

  static Cost cost(SplittableRandom random) {
    return random.nextBoolean()
        ? new Cost.Unpriced(text(random))
        : new Cost.Priced(
            new Usd(random.nextLong()),
            Basis.values()[random.nextInt(Basis.values().length)],
            text(random));
  }

  private static Scope scope(SplittableRandom random) {
    return new Scope(
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        random.nextBoolean() ? Map.of() : Map.of(text(random), text(random), "t", "v"));
  }

  private static Call anyCall(SplittableRandom random) {
    return new Call(
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        text(random),
        random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble()),
        ServiceClass.values()[random.nextInt(ServiceClass.values().length)],
        random.nextBoolean());
  }

  private static Metered metered(SplittableRandom random) {
    Map<String, Long> charges =
        random.nextBoolean() ? Map.of() : Map.of(text(random), random.nextLong());
    return switch (random.nextInt(3)) {
      case 0 -> new Metered(Metered.State.ABSENT, Usage.NONE, charges);
      case 1 -> new Metered(Metered.State.PARTIAL, usage(random), charges);
      default -> new Metered(Metered.State.REPORTED, usage(random), charges);
    };
  }

  private static Usage usage(SplittableRandom random) {
    return new Usage(
        count(random), count(random), count(random), count(random), count(random), count(random));
  }

  private static long count(SplittableRandom random) {
    return random.nextLong() >>> random.nextInt(1, 64);
  }

  private static OptionalLong maybe(SplittableRandom random) {
    return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(count(random));
  }

  private static String text(SplittableRandom random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
