package dev.breakeven.gateway.settings;

import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.routing.ModelAliases;
import java.util.List;

/// Everything the gateway is configured with.
///
/// Upstreams are asked in their order here: a request goes to the first that serves its model, and
/// on failure to the next one that does. Without `keys` everybody may call. A port of 0 is any
/// free one. `defaultOutput` bounds the tokens of a call that a cap covers and that states no
/// bound; 0 refuses such calls.
public record GatewaySettings(
    String host,
    int port,
    int adminPort,
    List<UpstreamSettings> upstreams,
    List<VirtualKey> keys,
    List<SpendCap> caps,
    List<RateLimit> limits,
    Clocks clocks,
    Retries retries,
    int bodyLimit,
    long defaultOutput,
    Operation operation,
    ModelAliases aliases) {
  public static final int BODY_LIMIT = 32 << 20;
  public static final long DEFAULT_OUTPUT = 4096;

  public GatewaySettings {
    upstreams = List.copyOf(upstreams);
    keys = List.copyOf(keys);
    caps = List.copyOf(caps);
    limits = List.copyOf(limits);
  }

  /// Nothing but upstreams, on a free port of this machine.
  public static GatewaySettings of(List<UpstreamSettings> upstreams) {
    return new GatewaySettings(
        "127.0.0.1",
        0,
        0,
        upstreams,
        List.of(),
        List.of(),
        List.of(),
        Clocks.DEFAULT,
        Retries.DEFAULT,
        BODY_LIMIT,
        DEFAULT_OUTPUT,
        Operation.DEFAULT,
        ModelAliases.NONE);
  }

  public GatewaySettings withPort(int value) {
    return new GatewaySettings(
        host,
        value,
        adminPort,
        upstreams,
        keys,
        caps,
        limits,
        clocks,
        retries,
        bodyLimit,
        defaultOutput,
        operation,
        aliases);
  }

  public GatewaySettings withAccess(
      List<VirtualKey> newKeys, List<SpendCap> newCaps, List<RateLimit> newLimits) {
    return new GatewaySettings(
        host,
        port,
        adminPort,
        upstreams,
        newKeys,
        newCaps,
        newLimits,
        clocks,
        retries,
        bodyLimit,
        defaultOutput,
        operation,
        aliases);
  }

  public GatewaySettings withTimes(Clocks newClocks, Retries newRetries) {
    return new GatewaySettings(
        host,
        port,
        adminPort,
        upstreams,
        keys,
        caps,
        limits,
        newClocks,
        newRetries,
        bodyLimit,
        defaultOutput,
        operation,
        aliases);
  }

  public GatewaySettings withOperation(Operation newOperation) {
    return new GatewaySettings(
        host,
        port,
        adminPort,
        upstreams,
        keys,
        caps,
        limits,
        clocks,
        retries,
        bodyLimit,
        defaultOutput,
        newOperation,
        aliases);
  }

  public GatewaySettings withAliases(ModelAliases newAliases) {
    return new GatewaySettings(
        host,
        port,
        adminPort,
        upstreams,
        keys,
        caps,
        limits,
        clocks,
        retries,
        bodyLimit,
        defaultOutput,
        operation,
        newAliases);
  }
}
