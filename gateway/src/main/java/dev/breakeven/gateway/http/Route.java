package dev.breakeven.gateway.http;

import dev.breakeven.core.balance.PromptPrefix;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.gateway.metering.AttemptRecord;
import dev.breakeven.gateway.metering.Counters;
import dev.breakeven.gateway.upstream.Replica;
import dev.breakeven.gateway.upstream.Upstream;
import dev.breakeven.wire.dialect.RequestBody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The upstreams that may answer one request, in order, and how far it has come among them.
///
/// An upstream that cannot be told the request leaves the route when its turn comes. Owned by one
/// event loop.
final class Route {
  private final List<Leg> chain;
  private final String choice;
  private final Endpoint endpoint;
  private final RequestBody body;
  private final String session;
  private final long defaultOutput;
  private final boolean isCapped;
  private final Map<Leg, Outbound> outbound = new HashMap<>();
  private final Set<Replica> tried = new HashSet<>();
  private @Nullable BreakevenException untold;
  private @Nullable PromptPrefix prefix;
  private int position;
  private int made;
  private int attempts;
  private boolean spilled;

  /// `session` is empty for a request without one.
  Route(
      Choice choice,
      Endpoint endpoint,
      RequestBody body,
      String session,
      long defaultOutput,
      boolean isCapped) {
    chain = new ArrayList<>(choice.legs());
    this.choice = choice.reason();
    this.endpoint = endpoint;
    this.body = body;
    this.session = session;
    this.defaultOutput = defaultOutput;
    this.isCapped = isCapped;
  }

  /// Whether there is an upstream whose turn it is.
  boolean hasUpstream() {
    return isTellable(position);
  }

  /// Whether there is one after it.
  boolean hasAnother() {
    return isTellable(position + 1);
  }

  private boolean isTellable(int index) {
    while (index < chain.size()) {
      try {
        outbound(chain.get(index));
        return true;
      } catch (BreakevenException e) {
        untold = e;
        chain.remove(index);
      }
    }
    return false;
  }

  /// Why the last one that left cannot be told; there is one when nobody is left.
  BreakevenException untold() {
    return Objects.requireNonNull(untold, "untold");
  }

  /// The one whose turn it is.
  Upstream upstream() {
    return leg().upstream();
  }

  private Leg leg() {
    return chain.get(position);
  }

  /// A replica of [#upstream] for an attempt; empty when it takes none, or gives the request on.
  Optional<Replica> acquire(Counters counters) {
    Upstream upstream = upstream();
    long now = System.nanoTime();
    if (made == 0 && hasAnother() && upstream.isSaturated(promptTokens(), now)) {
      spilled = true;
      counters.spilled.increment();
      return Optional.empty();
    }
    return upstream.acquire(prefix(upstream), tried, now);
  }

  /// Of the request, roughly.
  int promptTokens() {
    return (int) Math.min(Integer.MAX_VALUE, AttemptRecord.tokens(body.facts().promptBytes()));
  }

  private PromptPrefix prefix(Upstream upstream) {
    if (!upstream.balancesByPrefix()) {
      return BodyPrefix.none();
    }
    if (prefix == null) {
      prefix = BodyPrefix.of(session, body.bytes());
    }
    return prefix;
  }

  /// The turn goes to the one after it.
  void advance() {
    position++;
    made = 0;
  }

  /// An attempt is made at a replica of [#upstream]; its number, from 1.
  int attempt(Replica replica) {
    tried.add(replica);
    made++;
    attempts++;
    return attempts;
  }

  /// Attempts so far at [#upstream].
  int made() {
    return made;
  }

  /// Attempts so far at all of them.
  int attempts() {
    return attempts;
  }

  /// Whether [#upstream] has a replica that is up and was not tried.
  boolean hasFreshReplica() {
    return upstream().hasOther(tried);
  }

  /// Under which name [#upstream] serves the model.
  String model() {
    return leg().model();
  }

  /// The request as [#upstream] gets it.
  Outbound outbound() {
    return outbound(leg());
  }

  private Outbound outbound(Leg leg) {
    Outbound known = outbound.get(leg);
    if (known == null) {
      known =
          Outbound.of(
              endpoint, body, leg.upstream().settings(), leg.model(), defaultOutput, isCapped);
      outbound.put(leg, known);
    }
    return known;
  }

  /// Whether the client asked for a name that stands for several models.
  boolean isChosen() {
    return !choice.isEmpty();
  }

  /// Why the last attempt went where it went.
  String reason() {
    String how =
        attempts > 1
            ? "attempt " + attempts
            : spilled ? "spilled" : position > 0 ? "those before are down" : "first choice";
    String where = upstream().settings().name() + ": " + how;
    return choice.isEmpty() ? where : choice + "; " + model() + " at " + where;
  }
}
