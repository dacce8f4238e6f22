package dev.breakeven.bench;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Opening;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Calls as a gateway would write them: every column that it knows is filled in.
final class LedgerCalls {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final List<String> MODELS =
      IntStream.range(0, 8).mapToObj(i -> "model-" + i).toList();

  private LedgerCalls() {}

  static Attempt attempt(long i) {
    long hash = mix(i);
    int small = (int) (hash >>> 40);
    return new Attempt(
        id(i),
        START.plusMillis(i * 20),
        "gateway",
        scope(small),
        call(small, MODELS.get(small % MODELS.size())),
        Metered.reported(new Usage(small % 4000, small % 9000, 0, 0, small % 700, small % 90)),
        new Timing(
            OptionalLong.of(1), OptionalLong.of(small % 900), OptionalLong.of(small % 20_000)),
        new Ending(200, "stop"),
        new Cost.Priced(new Usd(small * 7L), Basis.METERED, "openai/gpt-5.4-mini@2026-11-21"),
        Optional.empty(),
        "");
  }

  static Opening opening(long i) {
    int small = (int) (mix(i) >>> 40);
    return new Opening(id(i), START.plusMillis(i * 20), scope(small), "auto", new Usd(small * 70L));
  }

  private static AttemptId id(long i) {
    return new AttemptId("req-" + Long.toHexString(mix(i)) + Long.toHexString(i), 1);
  }

  private static dev.breakeven.core.ledger.Scope scope(int small) {
    return new dev.breakeven.core.ledger.Scope(
        "key-" + small % 200,
        "svc-" + small % 12,
        "team-" + small % 20,
        "tenant-" + small % 50,
        "",
        "session-" + small % 5000,
        "",
        Map.of());
  }

  private static Call call(int small, String model) {
    return new Call(
        "openai",
        "chat",
        "auto",
        model,
        "openai",
        "us-east-1",
        "https://api.openai.com/v1",
        "cheap is enough",
        OptionalDouble.of((small % 100) / 100.0),
        ServiceClass.STANDARD,
        true);
  }

  /// One step of the SplitMix64 finaliser.
  private static long mix(long i) {
    long z = (i + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /// Bytes of all files below `folder`.
  static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
