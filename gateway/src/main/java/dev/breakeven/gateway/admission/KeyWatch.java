package dev.breakeven.gateway.admission;

import dev.breakeven.core.budget.UseHistory;
import dev.breakeven.core.budget.UseHistory.Unusual;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.KeyHour;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.key.SuspendedKeys;
import dev.breakeven.gateway.key.SuspendedKeys.Suspension;
import dev.breakeven.gateway.settings.UnusualUse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/// Watches what each key uses, and suspends one that is used far beyond its own history where that
/// is wanted. Thread-safe; a call holds no more than its own key for a few sums.
public final class KeyWatch {
  private final SuspendedKeys suspended;
  private final Map<String, Watched> byKey = new ConcurrentHashMap<>();
  private final Queue<Alarm> untold = new ConcurrentLinkedQueue<>();
  private final LongAdder alarms = new LongAdder();

  /// A key, and the day on which it was found to be unusual last.
  private static final class Watched {
    private final UseHistory history = new UseHistory();
    private LocalDate told = LocalDate.MIN;
  }

  /// What operators are to hear of a key.
  record Alarm(String text) {}

  /// `folder` is where suspended keys are kept.
  public KeyWatch(Path folder) {
    suspended = new SuspendedKeys(folder);
  }

  /// Counts what the ledger has from before.
  public void restore(KeyHour used) {
    Watched watched = watched(used.key());
    synchronized (watched) {
      watched.history.add(used.usd(), used.unpricedTokens(), used.hour());
    }
  }

  /// To be called once all is restored. What was unusual today already is not told again, but where
  /// it suspends it does: nobody knows whether it did before the restart.
  public void begin(UnusualUse mode, Instant now) {
    suspended
        .lifted()
        .forEach(
            (key, at) -> {
              Watched watched = watched(key);
              synchronized (watched) {
                watched.history.accept(at);
              }
            });
    byKey.forEach(
        (key, watched) -> {
          synchronized (watched) {
            if (mode == UnusualUse.ALERT && watched.history.unusual(now).isPresent()) {
              watched.told = day(now);
            }
            judge(key, watched, mode, now);
          }
        });
  }

  /// Counts an attempt that has ended, in the hour in which it began.
  void used(Attempt row, UnusualUse mode) {
    String key = row.scope().key();
    if (key.isEmpty()) {
      return;
    }
    boolean priced = row.cost() instanceof Cost.Priced;
    Usd usd = row.cost() instanceof Cost.Priced(Usd cost, _, _) ? cost : Usd.ZERO;
    boolean counted = !priced && row.metered().state() != Metered.State.ABSENT;
    long tokens = counted ? row.metered().usage().total().count() : 0;
    Watched watched = watched(key);
    synchronized (watched) {
      watched.history.add(usd, tokens, row.at());
      judge(key, watched, mode, row.at());
    }
  }

  private Watched watched(String key) {
    Watched known = byKey.get(key);
    return known == null ? byKey.computeIfAbsent(key, _ -> new Watched()) : known;
  }

  private void judge(String key, Watched watched, UnusualUse mode, Instant now) {
    boolean known = mode == UnusualUse.ALERT && watched.told.equals(day(now));
    if (mode == UnusualUse.OFF || known || suspended.of(key).isPresent()) {
      return;
    }
    Optional<Unusual> unusual = watched.history.unusual(now);
    if (unusual.isPresent()) {
      watched.told = day(now);
      alarms.increment();
      String text = "Key %s is used far beyond its own history: %s.".formatted(key, unusual.get());
      if (mode == UnusualUse.SUSPEND) {
        suspended.suspend(new Suspension(key, now, unusual.get().toString()));
        text += " It is suspended; POST %s at the admin URL lifts it.".formatted(lifting(key));
      }
      untold.add(new Alarm(text));
    }
  }

  private static LocalDate day(Instant now) {
    return LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  private static String lifting(String key) {
    return "/resume?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
  }

  /// Why `key` gets no call; empty when it does.
  Optional<Refusal> refusal(String key) {
    return suspended
        .of(key)
        .map(
            why ->
                Refusal.of(
                    Problem.KEY_SUSPENDED,
                    ("key '%s' is suspended since %s, used far beyond its own history: %s."
                            + " Who runs the gateway lifts it: POST %s at the admin URL")
                        .formatted(key, why.at(), why.reason(), lifting(key))));
  }

  /// Gives `key` calls again, and takes what it used until now for usual; false when it was not
  /// suspended. Writes to the disk; throws `BreakevenException` when it cannot.
  public boolean lift(String key, Instant now) {
    if (!suspended.lift(key, now)) {
      return false;
    }
    Watched watched = watched(key);
    synchronized (watched) {
      watched.history.accept(now);
    }
    return true;
  }

  /// Makes what is suspended outlive the process. Throws `BreakevenException` when it cannot.
  void save() {
    suspended.save();
  }

  /// What is to be told next; empty when all is.
  Optional<Alarm> next() {
    return Optional.ofNullable(untold.poll());
  }

  /// How often a key was found to be unusual.
  public LongAdder alarms() {
    return alarms;
  }

  public List<String> suspendedKeys() {
    return suspended.keys();
  }
}
