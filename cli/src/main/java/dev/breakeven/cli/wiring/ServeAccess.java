package dev.breakeven.cli.wiring;

import dev.breakeven.cli.config.ServeKey;
import dev.breakeven.cli.config.ServeKey.Section;
import dev.breakeven.cli.config.ServeSection;
import dev.breakeven.core.budget.Period;
import dev.breakeven.core.budget.RateLimit;
import dev.breakeven.core.budget.ScopeKind;
import dev.breakeven.core.budget.SpendCap;
import dev.breakeven.core.units.Usd;
import dev.breakeven.gateway.settings.Bound;
import dev.breakeven.gateway.settings.GatewaySettings.Access;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.UnusualUse;
import dev.breakeven.gateway.settings.VirtualKey;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Who may call, where to and how much, from the part `serve` of a file.
final class ServeAccess {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final ServeSettings settings;
  private final ServeSection serve;
  private final Set<String> tags = new HashSet<>();

  ServeAccess(ServeSettings settings, ServeSection serve) {
    this.settings = settings;
    this.serve = serve;
  }

  Access read() {
    List<Tag> named = serve.sections(ServeKey.TAGS, Section.TAG).stream().map(this::tag).toList();
    return new Access(
        serve.sections(ServeKey.KEYS, Section.KEY).stream().map(this::key).toList(),
        serve.sections(ServeKey.BUDGETS, Section.BUDGET).stream().map(this::cap).toList(),
        serve.sections(ServeKey.LIMITS, Section.LIMIT).stream().map(this::limit).toList(),
        named,
        serve.read(ServeKey.UNUSUAL_USE, UnusualUse::ofKey).orElse(UnusualUse.ALERT));
  }

  private VirtualKey key(ServeSection part) {
    String hash = part.required(ServeKey.SHA256);
    if (!SHA256.matcher(hash).matches()) {
      throw part.unusable(ServeKey.SHA256);
    }
    VirtualKey key =
        new VirtualKey(
            part.required(ServeKey.ID),
            hash,
            part.text(ServeKey.TEAM).orElse(""),
            part.text(ServeKey.TENANT).orElse(""),
            part.text(ServeKey.SERVICE),
            Set.copyOf(part.texts(ServeKey.KEY_MODELS)),
            Set.copyOf(part.texts(ServeKey.PROVIDERS)),
            Set.copyOf(part.texts(ServeKey.REGIONS)));
    return placed(key, part.where(ServeKey.ID));
  }

  private Tag tag(ServeSection part) {
    String name = part.required(ServeKey.TAG_NAME);
    if (!Tag.isName(name)) {
      throw part.unusable(ServeKey.TAG_NAME);
    }
    if (!tags.add(name)) {
      throw part.unusable(ServeKey.TAG_NAME, "a name that no other tag has");
    }
    Tag tag =
        new Tag(
            name,
            Set.copyOf(part.texts(ServeKey.TAG_PROVIDERS)),
            Set.copyOf(part.texts(ServeKey.TAG_REGIONS)));
    return placed(tag, part.where(ServeKey.TAG_NAME));
  }

  private <T extends Bound> T placed(T bound, String where) {
    settings.placed(bound.label(), where);
    return bound;
  }

  private SpendCap cap(ServeSection part) {
    part.required(ServeKey.USD);
    return new SpendCap(
        scope(part, ServeKey.BUDGET_SCOPE, ServeKey.BUDGET_OF),
        part.text(ServeKey.BUDGET_OF),
        part.read(ServeKey.USD, text -> Optional.of(Usd.parse(text))).orElseThrow(),
        part.read(ServeKey.PERIOD, Period::ofKey).orElse(Period.MONTH),
        part.read(ServeKey.ZONE, text -> Optional.of(ZoneId.of(text))).orElse(ZoneOffset.UTC));
  }

  private RateLimit limit(ServeSection part) {
    return new RateLimit(
        scope(part, ServeKey.LIMIT_SCOPE, ServeKey.LIMIT_OF),
        part.text(ServeKey.LIMIT_OF),
        part.count(ServeKey.REQUESTS).orElse(0L),
        part.count(ServeKey.TOKENS).orElse(0L),
        part.count(ServeKey.CONCURRENT).orElse(0L));
  }

  /// A limit on a tag that no call can name would never hold.
  private ScopeKind scope(ServeSection part, ServeKey scope, ServeKey of) {
    ScopeKind kind = part.read(scope, ScopeKind::ofKey).orElse(ScopeKind.TOTAL);
    boolean known = part.text(of).map(tags::contains).orElse(!tags.isEmpty());
    if (kind == ScopeKind.TAG && !known) {
      throw part.unusable(part.text(of).isPresent() ? of : scope, "a tag that is under 'tags'");
    }
    return kind;
  }
}
