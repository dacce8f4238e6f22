/// What runs an own option: the engine's command and a Kubernetes manifest.
///
/// Entry type: [DeployFiles][dev.breakeven.wire.deploy.DeployFiles].
@NullMarked
package dev.breakeven.wire.deploy;

import org.jspecify.annotations.NullMarked;
