/// Bills of clouds and hosts as charges: FOCUS files of any provider.
///
/// Entry type: [FocusFile][dev.breakeven.ingest.billing.FocusFile].
@NullMarked
package dev.breakeven.ingest.billing;

import org.jspecify.annotations.NullMarked;
