package dev.breakeven.gateway.settings;

import java.util.Set;
import java.util.regex.Pattern;

/// A name that callers may put on a call, and where such calls may go. Empty sets allow everything.
public record Tag(String name, Set<String> providers, Set<String> regions) implements Bound {
  private static final Pattern NAME = Pattern.compile("[\\w.:/@+-]{1,64}");

  public Tag {
    providers = Set.copyOf(providers);
    regions = Set.copyOf(regions);
  }

  /// Whether a tag may be called so: a short word of ASCII, which can stand in messages and labels.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  @Override
  public String label() {
    return "tag " + name;
  }
}
