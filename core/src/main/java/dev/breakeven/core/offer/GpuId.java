package dev.breakeven.core.offer;

/// The canonical lower-case kebab name of a gpu, such as `h100-sxm`.
public record GpuId(String text) implements Comparable<GpuId> {
  public GpuId {
    Kebab.require("gpu", text);
  }

  @Override
  public int compareTo(GpuId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
