package dev.breakeven.core.plan;

import dev.breakeven.core.units.Ratio;
import dev.breakeven.core.units.UsdPerMtok;
import java.util.List;

/// A hosted price seen as four layers: the GPU, and three factors that the host adds to it.
///
/// A view of a price, not a cost that anybody published; every factor is the user's to edit.
public record ApiCostStack(UsdPerMtok gpu, Ratio spareCapacity, Ratio orchestration, Ratio margin) {

  /// One layer: the factor it multiplies by and the price up to and including it.
  public record Layer(String name, Ratio factor, UsdPerMtok upToHere) {}

  /// The low end of the usual factors, 1.5 · 1.5 · 3.
  public static ApiCostStack lean(UsdPerMtok gpu) {
    return new ApiCostStack(gpu, Ratio.of(3, 2), Ratio.of(3, 2), Ratio.of(3));
  }

  /// The high end of the usual factors, 2 · 2 · 5.
  public static ApiCostStack rich(UsdPerMtok gpu) {
    return new ApiCostStack(gpu, Ratio.of(2), Ratio.of(2), Ratio.of(5));
  }

  /// What the three factors make of a dollar: `spareCapacity · orchestration · margin`.
  public Ratio factor() {
    return spareCapacity.times(orchestration).times(margin);
  }

  /// USD per million tokens with all layers: `gpu · factor`.
  public UsdPerMtok price() {
    return gpu.times(factor());
  }

  /// The waterfall from the GPU to the price.
  public List<Layer> layers() {
    UsdPerMtok withSpare = gpu.times(spareCapacity);
    UsdPerMtok withStack = withSpare.times(orchestration);
    return List.of(
        new Layer("GPU", Ratio.ONE, gpu),
        new Layer("spare capacity", spareCapacity, withSpare),
        new Layer("orchestration and reliability", orchestration, withStack),
        new Layer("margin", margin, withStack.times(margin)));
  }
}
