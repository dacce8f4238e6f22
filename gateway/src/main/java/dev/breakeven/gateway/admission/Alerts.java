package dev.breakeven.gateway.admission;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.Budgets.Standing;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.error.BreakevenException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Tells a webhook when half, four fifths or all of a budget is spent, once a period each, and when
/// a key is used far beyond its own history, which is logged too. On a thread of its own, which
/// also keeps suspended keys.
///
/// What was spent before the start is not told again. A message that cannot be delivered is tried
/// again at the next look, and logged.
public final class Alerts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final int[] PERCENTS = {100, 80, 50};

  private final Budgets budgets;
  private final KeyWatch watch;
  private final InstantSource clock;
  private final Supplier<Optional<URI>> webhook;
  private final Map<Told, Integer> told = new HashMap<>();
  private final Queue<KeyWatch.Alarm> undelivered = new ArrayDeque<>();
  private final Webhook hook = new Webhook();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("alerts").factory());
  private final ScheduledFuture<?> looking;

  /// One budget in one period.
  private record Told(SpendCap cap, String value, Instant period) {}

  /// `webhook` is asked at each look, and empty where nobody wants to hear.
  public Alerts(
      Budgets budgets, KeyWatch watch, InstantSource clock, Supplier<Optional<URI>> webhook) {
    this.budgets = budgets;
    this.watch = watch;
    this.clock = clock;
    this.webhook = webhook;
    Instant now = clock.instant();
    budgets.standings(now).forEach(each -> told.put(told(each, now), percent(each)));
    looking = looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      save();
      log();
      Optional<URI> to = webhook.get();
      if (to.isPresent()) {
        tell(to.get());
        look(to.get());
      } else {
        undelivered.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // a look that fails must not be the last
      LOG.log(Level.ERROR, "alerts cannot be looked for: {0}", e.getClass().getName());
    }
  }

  /// What could not be written is tried again at the next look.
  private void save() {
    try {
      watch.save();
    } catch (BreakevenException e) {
      LOG.log(Level.ERROR, "{0}", e.oneLine());
    }
  }

  private void log() {
    for (Optional<KeyWatch.Alarm> next = watch.next(); next.isPresent(); next = watch.next()) {
      LOG.log(Level.WARNING, "{0}", next.get().text());
      undelivered.add(next.get());
    }
  }

  private void tell(URI to) throws InterruptedException {
    while (!undelivered.isEmpty() && hook.deliver(to, undelivered.element().text())) {
      undelivered.remove();
    }
  }

  private void look(URI to) throws InterruptedException {
    Instant now = clock.instant();
    told.keySet().removeIf(each -> each.period().isBefore(start(each.cap(), now)));
    for (Standing standing : budgets.standings(now)) {
      Told key = told(standing, now);
      int percent = percent(standing);
      if (percent > told.getOrDefault(key, 0)
          && hook.deliver(to, message(standing, percent, now))) {
        told.put(key, percent);
      }
    }
  }

  private static Told told(Standing standing, Instant now) {
    return new Told(standing.cap(), standing.value(), start(standing.cap(), now));
  }

  private static Instant start(SpendCap cap, Instant now) {
    return cap.period().start(now, cap.zone());
  }

  /// The highest threshold that is reached, or 0. All is spent when a call had no room
  /// any more.
  private static int percent(Standing standing) {
    for (int percent : PERCENTS) {
      boolean reached =
          standing
                  .settled()
                  .dollars()
                  .times(100)
                  .compareTo(standing.cap().most().dollars().times(percent))
              >= 0;
      if (reached || (percent == 100 && standing.refused())) {
        return percent;
      }
    }
    return 0;
  }

  private static String message(Standing standing, int percent, Instant now) {
    SpendCap cap = standing.cap();
    String reset =
        cap.period().next(now, cap.zone()).map(at -> "; it begins anew at " + at).orElse("");
    String text =
        percent == 100
            ? "Budget %s is used up: a call had no room under it. %s of %s USD are spent%s."
            : "Budget %s: more than " + percent + " %% is used. %s of %s USD are spent%s.";
    return text.formatted(cap.name(standing.value()), standing.settled(), cap.most(), reset);
  }

  @Override
  public void close() {
    looking.cancel(true);
    looks.shutdownNow();
    hook.close();
    try {
      // the next look would have done it
      if (looks.awaitTermination(1, TimeUnit.SECONDS)) {
        save();
        log();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
