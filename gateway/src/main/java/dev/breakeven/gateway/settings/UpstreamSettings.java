package dev.breakeven.gateway.settings;

import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Something that answers: one or more replicas that speak one dialect and serve the same models.
///
/// `models` maps a name that clients ask for to the name that this upstream knows; empty for one
/// that is asked for any model, under its own name. `provider` is whose prices hold; `own` says
/// that the tokens run on hardware of ours, so that no price a token is due. `spillAt` is how many
/// requests may be outstanding on every replica before the next upstream is taken instead, and
/// `overflow` says the same by what the replicas tell of themselves.
public record UpstreamSettings(
    String name,
    Dialect dialect,
    List<URI> replicas,
    String provider,
    String region,
    boolean own,
    Optional<String> secret,
    Map<String, String> models,
    BalancePolicy balance,
    Optional<Integer> spillAt,
    Overflow overflow,
    Api api) {
  public UpstreamSettings {
    replicas = List.copyOf(replicas);
    models = Map.copyOf(models);
    if (replicas.isEmpty()) {
      throw new IllegalArgumentException("upstream " + name + ": no URL (expected: at least one)");
    }
  }

  /// An upstream whose API is that of its provider, and whose replicas are not asked for their
  /// load.
  public UpstreamSettings(
      String name,
      Dialect dialect,
      List<URI> replicas,
      String provider,
      String region,
      boolean own,
      Optional<String> secret,
      Map<String, String> models,
      BalancePolicy balance,
      Optional<Integer> spillAt) {
    this(
        name,
        dialect,
        replicas,
        provider,
        region,
        own,
        secret,
        models,
        balance,
        spillAt,
        Overflow.NEVER,
        Api.of(Preset.ofProvider(provider)));
  }

  public UpstreamSettings with(Overflow newOverflow) {
    return with(newOverflow, api);
  }

  public UpstreamSettings with(Api newApi) {
    return with(overflow, newApi);
  }

  /// The header that carries the secret: by the kind of API, else by the dialect.
  private String secretHeader() {
    return dialect == Dialect.ANTHROPIC ? "x-api-key" : api.preset().secretHeader();
  }

  /// The headers that an upstream wants of everyone: the secret, and the version of Anthropic's
  /// dialect.
  public Map<String, String> credentials() {
    Map<String, String> headers = new HashMap<>();
    String header = secretHeader();
    secret.ifPresent(
        value -> headers.put(header, header.equals("authorization") ? "Bearer " + value : value));
    if (dialect == Dialect.ANTHROPIC) {
      headers.put("anthropic-version", "2023-06-01");
    }
    return headers;
  }

  private UpstreamSettings with(Overflow newOverflow, Api newApi) {
    return new UpstreamSettings(
        name,
        dialect,
        replicas.stream().map(newApi::complete).toList(),
        provider,
        region,
        own,
        secret,
        models,
        balance,
        spillAt,
        newOverflow,
        newApi);
  }

  /// An upstream without a secret that serves any model.
  public static UpstreamSettings of(String name, Dialect dialect, URI url, boolean own) {
    return new UpstreamSettings(
        name,
        dialect,
        List.of(url),
        own ? Preset.OWN : "",
        "",
        own,
        Optional.empty(),
        Map.of(),
        BalancePolicy.LEAST_LOADED,
        Optional.empty());
  }
}
