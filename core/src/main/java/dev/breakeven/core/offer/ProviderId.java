package dev.breakeven.core.offer;

/// The canonical lower-case kebab name of a provider, such as `openai`.
public record ProviderId(String text) implements Comparable<ProviderId> {
  public ProviderId {
    Kebab.require("provider", text);
  }

  @Override
  public int compareTo(ProviderId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
