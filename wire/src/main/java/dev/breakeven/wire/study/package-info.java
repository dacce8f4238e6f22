/// Study files: what somebody states, and the verbs that compute it again.
///
/// Entry type: [StudyFile][dev.breakeven.wire.study.StudyFile].
@NullMarked
package dev.breakeven.wire.study;

import org.jspecify.annotations.NullMarked;
