package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.config.ServeKey.Section;
import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.error.BreakevenException;
import dev.breakeven.core.routing.ModelAliases;
import dev.breakeven.gateway.settings.Api;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.GatewaySettings.Bodies;
import dev.breakeven.gateway.settings.GatewaySettings.Listen;
import dev.breakeven.gateway.settings.ObeyedPolicy;
import dev.breakeven.gateway.settings.Operation;
import dev.breakeven.gateway.settings.Overflow;
import dev.breakeven.gateway.settings.Preset;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.wire.dialect.Dialect;
import dev.breakeven.wire.policy.PolicyFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Makes the settings of the gateway from the part `serve` of a file.
final class ServeFile {
  private static final int PORT = 4000;

  private final ServeSettings settings;
  private final ServeSection serve;

  ServeFile(ServeSettings settings, ServeSection serve) {
    this.settings = settings;
    this.serve = serve;
  }

  /// The settings, with the upstreams of flags ahead of those of the file.
  GatewaySettings read(List<UpstreamSettings> flags) {
    List<UpstreamSettings> upstreams = new ArrayList<>(flags);
    serve
        .sections(ServeKey.UPSTREAMS, Section.UPSTREAM)
        .forEach(each -> upstreams.add(upstream(each)));
    ModelAliases aliases = aliases(upstreams);
    return new GatewaySettings(
        new Listen(
            serve.text(ServeKey.HOST).orElse(Listen.LOCAL.host()),
            whole(ServeKey.PORT, PORT),
            whole(ServeKey.ADMIN_PORT, 0)),
        obeyed(upstreams),
        new ServeAccess(settings, serve).read(),
        clocks(),
        retries(),
        new Bodies(
            whole(ServeKey.BODY_MB, Bodies.DEFAULT.limit() >> 20) << 20,
            serve.count(ServeKey.DEFAULT_OUTPUT).orElse(Bodies.DEFAULT.defaultOutput())),
        operation(),
        aliases,
        new ServeMirrors(settings, serve, upstreams, aliases).read());
  }

  /// By the policy where one is named.
  private List<UpstreamSettings> obeyed(List<UpstreamSettings> upstreams) {
    return path(ServeKey.POLICY)
        .map(PolicyFile::read)
        .map(policy -> new ObeyedPolicy(policy, settings.market(), serve.where(ServeKey.POLICY)))
        .map(policy -> policy.over(upstreams))
        .orElse(upstreams);
  }

  private ModelAliases aliases(List<UpstreamSettings> upstreams) {
    Optional<Long> tokens = serve.count(ServeKey.AUTO_TOKENS);
    List<String> cheap = models(ServeKey.CHEAP, upstreams);
    List<String> best = models(ServeKey.BEST, upstreams);
    if (tokens.isPresent() && (cheap.isEmpty() || best.isEmpty())) {
      throw serve.unusable(ServeKey.AUTO_TOKENS);
    }
    return new ModelAliases(cheap, best, tokens.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  /// Names that upstreams serve; none of them may be called like what stands for them.
  private List<String> models(ServeKey key, List<UpstreamSettings> upstreams) {
    List<String> names = serve.texts(key);
    boolean served =
        names.stream()
            .allMatch(
                name ->
                    !ModelAliases.RESERVED.contains(name)
                        && upstreams.stream()
                            .map(UpstreamSettings::models)
                            .anyMatch(models -> models.isEmpty() || models.containsKey(name)));
    boolean hidden =
        upstreams.stream().anyMatch(upstream -> upstream.models().containsKey(key.key()));
    if (!names.isEmpty() && (hidden || !served)) {
      throw serve.unusable(key);
    }
    return names;
  }

  private Operation operation() {
    Optional<Path> certificate = path(ServeKey.TLS_CERT);
    Optional<Path> key = path(ServeKey.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      serve.required(certificate.isPresent() ? ServeKey.TLS_KEY : ServeKey.TLS_CERT);
    }
    return new Operation(
        certificate.map(file -> new Operation.Tls(file, key.orElseThrow())),
        serve.duration(ServeKey.KEEP_ALIVE).orElse(Operation.DEFAULT.keepAlive()),
        path(ServeKey.ACCESS_LOG),
        serve
            .text(ServeKey.ALERTS)
            .map(reference -> settings.secret(serve.where(ServeKey.ALERTS), reference))
            .map(this::webhook));
  }

  /// The address is a secret, so an error does not quote it.
  private URI webhook(String url) {
    try {
      return ServeSettings.uri(serve.where(ServeKey.ALERTS), url);
    } catch (BreakevenException e) {
      throw serve.unusable(ServeKey.ALERTS);
    }
  }

  /// A path as it is meant in the file: from its folder.
  private Optional<Path> path(ServeKey key) {
    return serve.text(key).map(serve::resolved);
  }

  private int whole(ServeKey key, int otherwise) {
    return serve
        .count(key)
        .map(
            count -> {
              if (count > 65_535) {
                throw serve.unusable(key);
              }
              return count.intValue();
            })
        .orElse(otherwise);
  }

  private Clocks clocks() {
    return new Clocks(
        serve.duration(ServeKey.CONNECT).orElse(Clocks.DEFAULT.connect()),
        serve.duration(ServeKey.HEADER).orElse(Clocks.DEFAULT.header()),
        serve.duration(ServeKey.FIRST_TOKEN).orElse(Clocks.DEFAULT.firstToken()),
        serve.duration(ServeKey.IDLE).orElse(Clocks.DEFAULT.idle()),
        serve.duration(ServeKey.TOTAL).orElse(Clocks.DEFAULT.total()));
  }

  private Retries retries() {
    return new Retries(
        Math.max(1, whole(ServeKey.ATTEMPTS, Retries.DEFAULT.perUpstream())),
        serve.duration(ServeKey.BACKOFF).orElse(Retries.DEFAULT.backoff()),
        serve.duration(ServeKey.LONGEST_WAIT).orElse(Retries.DEFAULT.longestWait()),
        whole(ServeKey.HOLD_TOKENS, Retries.DEFAULT.holdTokens()),
        serve.duration(ServeKey.REST).orElse(Retries.DEFAULT.rest()));
  }

  private UpstreamSettings upstream(ServeSection part) {
    String name = part.required(ServeKey.NAME);
    settings.placed("upstream " + name, part.where(ServeKey.NAME));
    Optional<Preset> stated = part.read(ServeKey.PRESET, Preset::ofKey);
    List<URI> replicas = replicas(part, stated);
    Optional<String> provider = part.text(ServeKey.PROVIDER);
    Preset preset =
        stated.orElseGet(() -> ServeSettings.preset(replicas.getFirst(), provider.orElse("")));
    UpstreamSettings plain =
        ServeSettings.upstream(
            name,
            preset,
            replicas,
            part.text(ServeKey.SECRET)
                .map(reference -> settings.secret(part.where(ServeKey.SECRET), reference)));
    boolean responses =
        part.read(ServeKey.RESPONSES, ServeFile::flag).orElse(preset.speaksResponses());
    return new UpstreamSettings(
            name,
            part.read(ServeKey.DIALECT, Dialect::ofKey).orElse(plain.dialect()),
            replicas,
            provider.orElse(plain.provider()),
            part.text(ServeKey.REGION).orElse(""),
            part.read(ServeKey.OWN, ServeFile::flag).orElse(plain.own() && provider.isEmpty()),
            plain.secret(),
            part.names(ServeKey.MODELS),
            part.read(ServeKey.BALANCE, BalancePolicy::ofKey).orElse(BalancePolicy.LEAST_LOADED),
            part.count(ServeKey.SPILL_AT).map(Long::intValue))
        .with(overflow(part))
        .with(new Api(preset, part.text(ServeKey.API_VERSION), responses));
  }

  private static List<URI> replicas(ServeSection part, Optional<Preset> preset) {
    List<String> urls = part.texts(ServeKey.URL);
    if (urls.isEmpty()) {
      urls = List.of(preset.map(Preset::url).orElse(""));
    }
    if (urls.getFirst().isEmpty()) {
      part.required(ServeKey.URL);
    }
    return urls.stream().map(url -> ServeSettings.uri(part.where(ServeKey.URL), url)).toList();
  }

  private static Overflow overflow(ServeSection part) {
    return new Overflow(
        bounded(part, ServeKey.SPILL_QUEUE, Integer.MAX_VALUE),
        bounded(part, ServeKey.SPILL_KV, 100),
        part.duration(ServeKey.SPILL_FIRST_TOKEN));
  }

  private static OptionalInt bounded(ServeSection part, ServeKey key, int most) {
    return part.read(key, text -> Optional.of(Long.parseLong(text)))
        .map(
            count -> {
              if (count < 0 || count > most) {
                throw part.unusable(key);
              }
              return OptionalInt.of(count.intValue());
            })
        .orElse(OptionalInt.empty());
  }

  private static Optional<Boolean> flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
