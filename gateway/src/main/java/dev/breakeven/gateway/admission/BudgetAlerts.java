package dev.breakeven.gateway.admission;

import dev.breakeven.core.budget.Budgets;
import dev.breakeven.core.budget.Budgets.Standing;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.wire.report.JsonOut;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells a webhook when half, four fifths or all of a budget is spent, once a period each, in the
/// form that Slack takes. On a thread of its own.
///
/// What was spent before the start is not told again. A message that cannot be delivered is tried
/// again at the next look, and logged.
public final class BudgetAlerts implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.breakeven.gateway");
  private static final int[] PERCENTS = {100, 80, 50};
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Budgets budgets;
  private final InstantSource clock;
  private final Supplier<Optional<URI>> webhook;
  private final Map<Told, Integer> told = new HashMap<>();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("budget-alerts").factory());
  private final ScheduledFuture<?> looking;
  private @Nullable HttpClient client;

  /// One budget in one period.
  private record Told(SpendCap cap, String value, Instant period) {}

  /// `webhook` is asked at each look, and empty where nobody wants to hear.
  public BudgetAlerts(Budgets budgets, InstantSource clock, Supplier<Optional<URI>> webhook) {
    this.budgets = budgets;
    this.clock = clock;
    this.webhook = webhook;
    Instant now = clock.instant();
    budgets.standings(now).forEach(each -> told.put(told(each, now), percent(each)));
    looking = looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      Optional<URI> to = webhook.get();
      if (to.isPresent()) {
        look(to.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // a look that fails must not be the last
      LOG.log(Level.ERROR, "budgets cannot be looked at: {0}", e.getClass().getName());
    }
  }

  private void look(URI to) throws InterruptedException {
    Instant now = clock.instant();
    told.keySet().removeIf(each -> each.period().isBefore(start(each.cap(), now)));
    for (Standing standing : budgets.standings(now)) {
      Told key = told(standing, now);
      int percent = percent(standing);
      if (percent > told.getOrDefault(key, 0) && deliver(to, message(standing, percent, now))) {
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

  private boolean deliver(URI to, String message) throws InterruptedException {
    StringWriter body = new StringWriter();
    JsonOut.write(body, json -> json.text("text", message));
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      int status = client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 == 2) {
        return true;
      }
      LOG.log(Level.WARNING, "the webhook of budgets answers with {0}: {1}", status, message);
    } catch (IOException e) {
      // the address of a webhook is a secret: it is not logged
      LOG.log(Level.WARNING, "the webhook of budgets cannot be reached: {0}", message);
    }
    return false;
  }

  /// Made for the first message: it reads the certificates of all authorities, which takes a
  /// good part of a start.
  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    }
    return client;
  }

  @Override
  public synchronized void close() {
    looking.cancel(true);
    looks.shutdownNow();
    if (client != null) {
      client.shutdownNow();
    }
  }
}
