/// Results as data: what somebody states beside what we compute.
///
/// Entry type: [Stated][dev.breakeven.core.report.Stated].
@NullMarked
package dev.breakeven.core.report;

import org.jspecify.annotations.NullMarked;
