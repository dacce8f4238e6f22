package dev.breakeven.core.routing;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Names that stand for several models: `cheap` for those of a list, the cheapest first; `best` for
/// those of another, in its order; and `auto` for `cheap` where a request is simple by its
/// structure and no longer than `autoTokens`, else for `best`.
///
/// An empty list has no name, and without `autoTokens` there is no `auto`.
public record ModelAliases(List<String> cheap, List<String> best, OptionalLong autoTokens) {
  public static final String AUTO = "auto";
  public static final String CHEAP = "cheap";
  public static final String BEST = "best";
  public static final List<String> RESERVED = List.of(AUTO, CHEAP, BEST);
  public static final ModelAliases NONE =
      new ModelAliases(List.of(), List.of(), OptionalLong.empty());

  public ModelAliases {
    cheap = List.copyOf(cheap);
    best = List.copyOf(best);
    if (autoTokens.isPresent() && (cheap.isEmpty() || best.isEmpty())) {
      throw new IllegalArgumentException(
          "auto: chooses between 'cheap' and 'best' (expected: both)");
    }
  }

  /// What the structure of a request says; `media` are images, sound and files.
  public record Outline(boolean tools, boolean schema, boolean media, long promptTokens) {}

  /// The models to ask, in two parts: some in the order of their price, then others in this order.
  public record Choice(List<String> byPrice, List<String> then, String reason) {}

  /// The names that there are.
  public List<String> names() {
    return RESERVED.stream().filter(name -> !models(name).isEmpty()).toList();
  }

  /// The models that `name` may stand for; empty where it stands for none.
  public List<String> models(String name) {
    return switch (name) {
      case CHEAP -> cheap;
      case BEST -> best;
      case AUTO ->
          autoTokens.isPresent()
              ? Stream.concat(cheap.stream(), best.stream()).toList()
              : List.of();
      default -> List.of();
    };
  }

  /// The name that has to be allowed to a caller who asks for `name`.
  public String required(String name, boolean escalated) {
    return escalated && name.equals(CHEAP) && !models(name).isEmpty() ? BEST : name;
  }

  /// What `name` stands for now; empty for one that stands for itself. `escalated` says that the
  /// caller wants the best, and `hasRoom` whether a model takes a request of this length.
  public Optional<Choice> resolve(
      String name, boolean escalated, Outline outline, Predicate<String> hasRoom) {
    if (models(name).isEmpty()) {
      return Optional.empty();
    }
    if (escalated && !name.equals(BEST)) {
      return Optional.of(new Choice(List.of(), best, name + ": best, by the caller's wish"));
    }
    return Optional.of(
        switch (name) {
          case CHEAP -> new Choice(cheap, List.of(), CHEAP);
          case BEST -> new Choice(List.of(), best, BEST);
          default -> auto(outline, hasRoom);
        });
  }

  private Choice auto(Outline outline, Predicate<String> hasRoom) {
    String hard = hard(outline, hasRoom);
    return hard.isEmpty()
        ? new Choice(
            cheap,
            best,
            "auto: cheap, about %d tokens without tools, schema or media"
                .formatted(outline.promptTokens()))
        : new Choice(List.of(), best, "auto: best, since it has " + hard);
  }

  /// Why a request is not simple; empty when it is.
  private String hard(Outline outline, Predicate<String> hasRoom) {
    if (outline.tools()) {
      return "tools";
    }
    if (outline.schema()) {
      return "a schema";
    }
    if (outline.media()) {
      return "images, sound or files";
    }
    long tokens = outline.promptTokens();
    if (tokens > autoTokens.orElse(0)) {
      return "about %d tokens, over %d".formatted(tokens, autoTokens.orElse(0));
    }
    return cheap.stream().anyMatch(hasRoom)
        ? ""
        : "about %d tokens, too long for each cheap model".formatted(tokens);
  }
}
