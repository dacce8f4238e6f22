/// What a source of usage is made of, and the parts that sources share.
///
/// Entry type: [UsageSource][dev.breakeven.ingest.usage.source.UsageSource].
@NullMarked
package dev.breakeven.ingest.usage.source;

import org.jspecify.annotations.NullMarked;
