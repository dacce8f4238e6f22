/// What can be bought: hosted models by the token, GPUs by the hour, and the open models to run.
///
/// Entry types: [ApiOffer][dev.breakeven.core.offer.ApiOffer],
/// [GpuOffer][dev.breakeven.core.offer.GpuOffer],
/// [ModelCard][dev.breakeven.core.offer.ModelCard]; [Market][dev.breakeven.core.offer.Market] is
/// the port through which everything else looks them up.
@NullMarked
package dev.breakeven.core.offer;

import org.jspecify.annotations.NullMarked;
