package dev.breakeven.core.offer;

import dev.breakeven.core.units.Ratio;
import java.util.Locale;
import java.util.Optional;

/// How weights are stored and at which rate they are multiplied.
///
/// `bytesPerWeight` includes the scales that block formats carry: 4.25 bits for mxfp4 (one 8-bit
/// scale a 32 weights), 4.5 bits for nvfp4 (one 8-bit scale a 16 weights) and for int4 (one 16-bit
/// scale a 32 to 128 weights, taken at 32). Other formats carry scales too small to matter.
public enum Precision {
  BF16(Ratio.of(2)),
  FP8(Ratio.of(1)),
  INT8(Ratio.of(1)),
  INT4(Ratio.of(9, 16)),
  MXFP4(Ratio.of(17, 32)),
  NVFP4(Ratio.of(9, 16));

  private final Ratio bytesPerWeight;

  Precision(Ratio bytesPerWeight) {
    this.bytesPerWeight = bytesPerWeight;
  }

  public Ratio bytesPerWeight() {
    return bytesPerWeight;
  }

  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Precision> ofKey(String key) {
    for (Precision value : values()) {
      if (value.key().equals(key)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
