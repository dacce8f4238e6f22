/// The file of a routing policy, which `plan` writes and a gateway reads.
///
/// Entry type: [PolicyFile][dev.breakeven.wire.policy.PolicyFile].
@NullMarked
package dev.breakeven.wire.policy;

import org.jspecify.annotations.NullMarked;
