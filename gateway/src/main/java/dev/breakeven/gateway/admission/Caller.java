package dev.breakeven.gateway.admission;

import dev.breakeven.core.ledger.Scope;
import dev.breakeven.gateway.settings.Bound;
import dev.breakeven.gateway.settings.Tag;
import dev.breakeven.gateway.settings.UpstreamSettings;
import dev.breakeven.gateway.settings.VirtualKey;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who calls, and under which tag: a call goes only where both may.
public record Caller(Optional<VirtualKey> key, Optional<Tag> tag) {
  /// The longest name that a client gives itself, a session or a model, in characters.
  public static final int LONGEST_NAME = 256;

  public boolean mayGo(UpstreamSettings upstream) {
    return bounds().allMatch(each -> each.allows(upstream));
  }

  private Stream<Bound> bounds() {
    return Stream.<Bound>concat(key.stream(), tag.stream()).filter(Bound::binds);
  }

  /// Why nobody is left of those who serve `model`.
  public Refusal outside(String model) {
    return Refusal.of(
        Problem.NO_ALLOWED_TARGET,
        "model '%s' is served only outside the providers and regions of %s"
            .formatted(model, bounds().map(Bound::label).collect(Collectors.joining(" and "))));
  }

  /// Whether the key may ask for `model`.
  public Optional<Refusal> barred(String model) {
    return key.filter(each -> !each.models().isEmpty() && !each.models().contains(model))
        .map(
            each ->
                Refusal.of(
                    Problem.MODEL_NOT_ALLOWED,
                    "%s may not use model '%s'".formatted(each.label(), model)));
  }

  /// The scope of a call; a service that the key fixes wins over the one that the client names.
  /// A `user` or `session` counts by its first [#LONGEST_NAME] characters: bodies may say any text.
  public Scope scope(String service, String user, String session) {
    return new Scope(
        key.map(VirtualKey::id).orElse(""),
        key.flatMap(VirtualKey::service).orElse(service),
        key.map(VirtualKey::team).orElse(""),
        key.map(VirtualKey::tenant).orElse(""),
        shortened(user),
        shortened(session),
        "",
        tag.map(each -> Map.of(Scope.TAG, each.name())).orElse(Map.of()));
  }

  private static String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    // half a surrogate pair would be no text
    boolean split = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1));
    return name.substring(0, split ? LONGEST_NAME - 1 : LONGEST_NAME);
  }
}
