/// Usage times offer: what a call costs, or why that is not known.
///
/// Entry type: [Tariff][dev.breakeven.core.pricing.Tariff], the rows of one offer in force at one
/// moment, which prices a [Usage][dev.breakeven.core.pricing.Usage] to a
/// [Quote][dev.breakeven.core.pricing.Quote].
/// [RentCost][dev.breakeven.core.pricing.RentCost] is the same question for a rented machine: what
// a
/// million tokens cost at a rent, a capacity and a utilisation.
@NullMarked
package dev.breakeven.core.pricing;

import org.jspecify.annotations.NullMarked;
