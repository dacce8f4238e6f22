/// Dated, sourced facts: what tokens and GPUs cost, and what the models and GPUs are.
///
/// Entry type: [Catalog][dev.breakeven.catalog.Catalog], which joins the files that ship with the
/// program with the user's overlays and answers as a
/// [Market][dev.breakeven.core.offer.Market].
@NullMarked
package dev.breakeven.catalog;

import org.jspecify.annotations.NullMarked;
