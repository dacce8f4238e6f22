package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.config.ServeKey.Section;
import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.balance.BalancePolicy;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.Clocks;
import dev.breakeven.gateway.settings.GatewaySettings;
import dev.breakeven.gateway.settings.Retries;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import dev.breakeven.wire.dialect.Dialect;
import java.net.URI;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Makes the settings of the gateway from the part `serve` of a file.
final class ServeFile {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
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
    return new GatewaySettings(
        serve.text(ServeKey.HOST).orElse("127.0.0.1"),
        whole(ServeKey.PORT, PORT),
        whole(ServeKey.ADMIN_PORT, 0),
        upstreams,
        serve.sections(ServeKey.KEYS, Section.KEY).stream().map(ServeFile::key).toList(),
        serve.sections(ServeKey.BUDGETS, Section.BUDGET).stream().map(ServeFile::cap).toList(),
        serve.sections(ServeKey.LIMITS, Section.LIMIT).stream().map(ServeFile::limit).toList(),
        clocks(),
        retries(),
        whole(ServeKey.BODY_MB, GatewaySettings.BODY_LIMIT >> 20) << 20,
        serve.count(ServeKey.DEFAULT_OUTPUT).orElse(GatewaySettings.DEFAULT_OUTPUT));
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
    List<String> urls = part.texts(ServeKey.URL);
    if (urls.isEmpty()) {
      part.required(ServeKey.URL);
    }
    List<URI> replicas =
        urls.stream().map(url -> ServeSettings.uri(part.where(ServeKey.URL), url)).toList();
    Optional<String> secret =
        part.text(ServeKey.SECRET)
            .map(reference -> settings.secret(part.where(ServeKey.SECRET), reference));
    UpstreamSettings byUrl =
        ServeSettings.upstream(part.where(ServeKey.URL), name, urls.getFirst(), secret);
    Optional<String> provider = part.text(ServeKey.PROVIDER);
    boolean own =
        part.read(ServeKey.OWN, ServeFile::flag).orElse(byUrl.own() && provider.isEmpty());
    return new UpstreamSettings(
        name,
        part.read(ServeKey.DIALECT, Dialect::ofKey).orElse(byUrl.dialect()),
        replicas,
        provider.orElse(byUrl.provider()),
        part.text(ServeKey.REGION).orElse(""),
        own,
        secret,
        part.names(ServeKey.MODELS),
        part.read(ServeKey.BALANCE, BalancePolicy::ofKey).orElse(BalancePolicy.LEAST_LOADED),
        part.count(ServeKey.SPILL_AT).map(Long::intValue));
  }

  private static Optional<Boolean> flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static VirtualKey key(ServeSection part) {
    String hash = part.required(ServeKey.SHA256);
    if (!SHA256.matcher(hash).matches()) {
      throw part.unusable(ServeKey.SHA256);
    }
    return new VirtualKey(
        part.required(ServeKey.ID),
        hash,
        part.text(ServeKey.TEAM).orElse(""),
        part.text(ServeKey.TENANT).orElse(""),
        part.text(ServeKey.SERVICE),
        Set.copyOf(part.texts(ServeKey.KEY_MODELS)),
        Set.copyOf(part.texts(ServeKey.PROVIDERS)),
        Set.copyOf(part.texts(ServeKey.REGIONS)));
  }

  private static SpendCap cap(ServeSection part) {
    part.required(ServeKey.USD);
    return new SpendCap(
        part.read(ServeKey.BUDGET_SCOPE, ScopeKind::ofKey).orElse(ScopeKind.TOTAL),
        part.text(ServeKey.BUDGET_OF),
        part.read(ServeKey.USD, text -> Optional.of(Usd.parse(text))).orElseThrow(),
        part.read(ServeKey.PERIOD, Period::ofKey).orElse(Period.MONTH),
        part.read(ServeKey.ZONE, text -> Optional.of(ZoneId.of(text))).orElse(ZoneOffset.UTC));
  }

  private static RateLimit limit(ServeSection part) {
    return new RateLimit(
        part.read(ServeKey.LIMIT_SCOPE, ScopeKind::ofKey).orElse(ScopeKind.TOTAL),
        part.text(ServeKey.LIMIT_OF),
        part.count(ServeKey.REQUESTS).orElse(0L),
        part.count(ServeKey.TOKENS).orElse(0L),
        part.count(ServeKey.CONCURRENT).orElse(0L));
  }
}
