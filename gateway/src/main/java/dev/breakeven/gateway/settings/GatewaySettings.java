package dev.breakeven.gateway.settings;

import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.routing.ModelAliases;
import java.util.List;

/// Everything the gateway is configured with.
///
/// Upstreams are asked in their order here: a request goes to the first that serves its model, and
/// on failure to the next one that does. Each of `mirrors` names one of them.
public record GatewaySettings(
    Listen listen,
    List<UpstreamSettings> upstreams,
    Access access,
    Clocks clocks,
    Retries retries,
    Bodies bodies,
    Operation operation,
    ModelAliases aliases,
    List<Mirror> mirrors) {
  public GatewaySettings {
    upstreams = List.copyOf(upstreams);
    mirrors = List.copyOf(mirrors);
    List<String> names = upstreams.stream().map(UpstreamSettings::name).toList();
    for (Mirror mirror : mirrors) {
      if (!names.contains(mirror.upstream())) {
        throw new IllegalArgumentException(
            "mirror: upstream %s (expected: one of %s)".formatted(mirror.upstream(), names));
      }
    }
  }

  /// Where clients and operators connect; a port of 0 is any free one.
  public record Listen(String host, int port, int adminPort) {
    public static final Listen LOCAL = new Listen("127.0.0.1", 0, 0);

    public Listen at(int other) {
      return new Listen(host, other, adminPort);
    }
  }

  /// Who may call, and how much. Without `keys` everybody may; only `tags` that are here may be
  /// named.
  public record Access(
      List<VirtualKey> keys,
      List<SpendCap> caps,
      List<RateLimit> limits,
      List<Tag> tags,
      UnusualUse unusual) {
    public static final Access OPEN = new Access(List.of(), List.of(), List.of(), List.of());

    public Access {
      keys = List.copyOf(keys);
      caps = List.copyOf(caps);
      limits = List.copyOf(limits);
      tags = List.copyOf(tags);
    }

    /// One that alerts of unusual use.
    public Access(
        List<VirtualKey> keys, List<SpendCap> caps, List<RateLimit> limits, List<Tag> tags) {
      this(keys, caps, limits, tags, UnusualUse.ALERT);
    }
  }

  /// How long a request may be in bytes, and how many tokens an answer may have to a call that a
  /// cap covers and that states no bound; with a `defaultOutput` of 0 such calls are refused.
  public record Bodies(int limit, long defaultOutput) {
    public static final Bodies DEFAULT = new Bodies(32 << 20, 4096);
  }

  /// Nothing but upstreams, on a free port of this machine.
  public static GatewaySettings of(List<UpstreamSettings> upstreams) {
    return new GatewaySettings(
        Listen.LOCAL,
        upstreams,
        Access.OPEN,
        Clocks.DEFAULT,
        Retries.DEFAULT,
        Bodies.DEFAULT,
        Operation.DEFAULT,
        ModelAliases.NONE,
        List.of());
  }

  public GatewaySettings with(Listen other) {
    return new GatewaySettings(
        other, upstreams, access, clocks, retries, bodies, operation, aliases, mirrors);
  }

  public GatewaySettings with(Access other) {
    return new GatewaySettings(
        listen, upstreams, other, clocks, retries, bodies, operation, aliases, mirrors);
  }

  public GatewaySettings with(Clocks times, Retries again) {
    return new GatewaySettings(
        listen, upstreams, access, times, again, bodies, operation, aliases, mirrors);
  }

  public GatewaySettings with(Operation other) {
    return new GatewaySettings(
        listen, upstreams, access, clocks, retries, bodies, other, aliases, mirrors);
  }

  public GatewaySettings with(ModelAliases other) {
    return new GatewaySettings(
        listen, upstreams, access, clocks, retries, bodies, operation, other, mirrors);
  }

  public GatewaySettings mirroring(List<Mirror> other) {
    return new GatewaySettings(
        listen, upstreams, access, clocks, retries, bodies, operation, aliases, other);
  }
}
