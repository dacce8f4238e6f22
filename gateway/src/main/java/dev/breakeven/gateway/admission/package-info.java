/// Whether a call may be made: who calls, how fast, and for how much.
///
/// Start at [dev.breakeven.gateway.admission.Admission].
@NullMarked
package dev.breakeven.gateway.admission;

import org.jspecify.annotations.NullMarked;
