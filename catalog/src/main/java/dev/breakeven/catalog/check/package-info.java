/// Finds what is wrong in price data: where catalogs disagree, and rows that cannot be true.
///
/// Entry types: [CatalogCheck][dev.breakeven.catalog.check.CatalogCheck] for API prices and our
/// own catalog, [GpuPriceCheck][dev.breakeven.catalog.check.GpuPriceCheck] for GPU rows,
/// [PriceFiles][dev.breakeven.catalog.check.PriceFiles] for reading what they compare.
@NullMarked
package dev.breakeven.catalog.check;

import org.jspecify.annotations.NullMarked;
