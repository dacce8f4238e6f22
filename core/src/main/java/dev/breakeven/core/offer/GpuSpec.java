package dev.breakeven.core.offer;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// The data sheet of a GPU: decimal bytes, bytes a second one way, dense operations a second.
///
/// A rate that is empty is not stated by any source, and a precision without a rate has none here.
public record GpuSpec(
    GpuId id,
    String vendor,
    long memoryBytes,
    double bandwidthBytesPerSecond,
    double bf16Flops,
    OptionalDouble fp8Flops,
    OptionalDouble int8Ops,
    OptionalDouble fp4Flops,
    OptionalDouble linkBytesPerSecond,
    double pcieBytesPerSecond,
    OptionalLong tdpWatts,
    String verified,
    Source source) {

  /// Dense operations a second at which weights of `precision` are multiplied on this GPU.
  ///
  /// Weight-only int4 multiplies at bf16. A GPU without an fp4 unit runs the fp4 formats
  /// weight-only at bf16; one without an fp8 unit runs fp8 weight-only at bf16 too.
  public double flops(Precision precision) {
    return switch (precision) {
      case BF16, INT4 -> bf16Flops;
      case FP8 -> fp8Flops.orElse(bf16Flops);
      case INT8 -> int8Ops.orElse(bf16Flops);
      case MXFP4, NVFP4 -> fp4Flops.orElse(bf16Flops);
    };
  }

  /// The figure that makes a precision run slower than its name says, where there is one.
  public Optional<String> caveat(Precision precision) {
    boolean native_ =
        switch (precision) {
          case BF16, INT4 -> true;
          case FP8 -> fp8Flops.isPresent();
          case INT8 -> int8Ops.isPresent();
          case MXFP4, NVFP4 -> fp4Flops.isPresent();
        };
    return native_
        ? Optional.empty()
        : Optional.of(
            id + " has no " + precision.key() + " unit: weights only, multiplied at bf16");
  }
}
