package dev.breakeven.ingest.usage.claudecode;

import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.ledger.AttemptId;
import dev.breakeven.core.ledger.Call;
import dev.breakeven.core.ledger.Cost;
import dev.breakeven.core.ledger.Ending;
import dev.breakeven.core.ledger.ListPrices;
import dev.breakeven.core.ledger.Metered;
import dev.breakeven.core.ledger.Scope;
import dev.breakeven.core.ledger.Timing;
import dev.breakeven.core.offer.ServiceClass;
import dev.breakeven.core.pricing.Usage;
import dev.breakeven.core.units.Basis;
import dev.breakeven.core.units.Usd;
import dev.breakeven.ingest.usage.source.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/// One answer of the model as its log lines tell it, the most complete of them so far.
record ClaudeCodeCall(
    String message,
    String request,
    boolean sidechain,
    Instant at,
    String session,
    String project,
    String model,
    ServiceClass service,
    String stopReason,
    Usage usage,
    Map<String, Long> charges,
    Optional<Usd> stated) {

  /// Reads a line whose usage was split; `line` is the whole object.
  static ClaudeCodeCall of(JsonObject line, Instant at, String project, Usage usage) {
    JsonObject message = line.object("message");
    JsonObject counts = message.object("usage");
    boolean fast = counts.text("speed").equals("fast");
    String model = message.text("model");
    return new ClaudeCodeCall(
        message.text("id"),
        line.text("requestId"),
        line.isTrue("isSidechain"),
        at,
        line.text("sessionId"),
        project,
        fast ? model + "-fast" : model,
        ServiceClass.ofKey(counts.text("service_tier")).orElse(ServiceClass.STANDARD),
        message.text("stop_reason"),
        usage,
        charges(counts.object("server_tool_use")),
        line.usd("costUSD"));
  }

  private static Map<String, Long> charges(JsonObject tools) {
    TreeMap<String, Long> charges = new TreeMap<>();
    for (String unit : List.of("web_search_requests", "web_fetch_requests")) {
      long count = tools.tokens(unit);
      if (count > 0) {
        charges.put(unit, count);
      }
    }
    return charges;
  }

  /// This or `later`, whichever knows more, from the time of the first.
  ///
  /// A line of the main conversation goes before a copy in a sidechain, more tokens before fewer,
  /// the later before the earlier.
  ClaudeCodeCall or(ClaudeCodeCall later) {
    boolean takeLater =
        sidechain != later.sidechain
            ? sidechain
            : later.usage.total().compareTo(usage.total()) >= 0;
    ClaudeCodeCall known = takeLater ? later : this;
    return known.at(at.isBefore(later.at) ? at : later.at);
  }

  /// True when `other`, another line of this call, counts other input than this one.
  boolean disagrees(ClaudeCodeCall other) {
    return usage.totalInput() != other.usage.totalInput() || usage.input() != other.usage.input();
  }

  private ClaudeCodeCall at(Instant first) {
    return new ClaudeCodeCall(
        message,
        request,
        sidechain,
        first,
        session,
        project,
        model,
        service,
        stopReason,
        usage,
        charges,
        stated);
  }

  Attempt attempt() {
    Metered.State state = stopReason.isEmpty() ? Metered.State.PARTIAL : Metered.State.REPORTED;
    return new Attempt(
        new AttemptId(ClaudeCodeSource.NAME + ":" + message + ":" + request, 1),
        at,
        ClaudeCodeSource.NAME,
        new Scope("", "", "", "", "", session, project, Map.of()),
        new Call(
            "anthropic",
            "",
            model,
            model,
            provider(),
            "",
            "",
            "",
            OptionalDouble.empty(),
            service,
            true),
        new Metered(state, usage, charges),
        Timing.UNKNOWN,
        new Ending(0, stopReason),
        cost(),
        Optional.empty(),
        "");
  }

  /// What the vendor's message ids say of who answered; empty where they say nothing.
  private String provider() {
    if (message.startsWith("msg_bdrk_")) {
      return "bedrock";
    }
    if (message.startsWith("msg_vrtx_")) {
      return "vertex";
    }
    return model.startsWith("claude-") ? "anthropic" : "";
  }

  /// What old versions wrote down themselves, from list prices, even under a subscription.
  private Cost cost() {
    return stated
        .<Cost>map(usd -> new Cost.Priced(usd, Basis.LIST_EQUIVALENT, ""))
        .orElse(ListPrices.NOT_PRICED);
  }
}
