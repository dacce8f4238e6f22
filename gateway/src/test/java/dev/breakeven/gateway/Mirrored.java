package dev.breakeven.gateway;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.ledger.Attempt;
import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Mirror;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.testkit.upstream.Completion;
import dev.breakeven.testkit.upstream.MockUpstream;
import dev.breakeven.wire.dialect.Dialect;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A gateway of whose calls a mirror gets copies, and what tests ask of it.
final class Mirrored {
  static final String PATH = "/v1/chat/completions";
  static final Completion REAL = Completion.of(List.of("re", "al")).withPrompt(100, 0);
  static final Completion COPY = Completion.of(List.of("uno", "dos", "tres")).withPrompt(1000, 400);

  // 600 x 2000 + 400 x 1000 + 3 x 10000 nano-dollars
  static final Usd COPY_COST = new Usd(1_630_000);
  static final Mirror ALL = mirror("1", 32);

  static Mirror mirror(String share, int concurrent) {
    return new Mirror("mock", "trial", "trial", Ratio.parse(share), concurrent);
  }

  /// One that clients reach only by the name `trial`.
  static UpstreamSettings trial(Dialect dialect, String provider, MockUpstream mock) {
    return new UpstreamSettings(
        "trial",
        dialect,
        List.of(mock.uri()),
        provider,
        "",
        false,
        Optional.of("trial-secret"),
        Map.of("trial", "mock"),
        BalancePolicy.LEAST_LOADED,
        Optional.empty());
  }

  static GatewaySettings settings(UpstreamSettings trial, MockUpstream real) {
    return GatewaySettings.of(
            List.of(TestGateway.upstream("real", Dialect.OPENAI, real.uri()), trial))
        .mirroring(List.of(ALL));
  }

  static GatewaySettings settings(MockUpstream trial, MockUpstream real) {
    return settings(trial(Dialect.OPENAI, "acme", trial), real);
  }

  static GatewaySettings capped(GatewaySettings settings, String usd) {
    SpendCap cap =
        new SpendCap(ScopeKind.TOTAL, Optional.empty(), Usd.parse(usd), Period.DAY, ZoneOffset.UTC);
    return settings.with(new GatewaySettings.Access(List.of(), List.of(cap), List.of(), List.of()));
  }

  static long metric(TestGateway gateway, String name) {
    try {
      return gateway
          .admin("GET", "/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static long skipped(TestGateway gateway, String reason) {
    return metric(gateway, "breakeven_mirrors_skipped_total{reason=\"" + reason + "\"}");
  }

  static void awaitSkipped(TestGateway gateway, String reason, long count) {
    TestGateway.await(() -> skipped(gateway, reason) == count);
  }

  static Attempt copy(TestGateway gateway) {
    TestGateway.await(() -> gateway.ledger().rows().stream().anyMatch(Attempt::isMirror));
    return gateway.ledger().rows().stream().filter(Attempt::isMirror).findFirst().orElseThrow();
  }

  private Mirrored() {}
}
