package dev.breakeven.core.offer;

/// The canonical lower-case kebab name of a model, such as `gpt-4o`.
public record ModelId(String text) implements Comparable<ModelId> {
  public ModelId {
    Kebab.require("model", text);
  }

  @Override
  public int compareTo(ModelId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
