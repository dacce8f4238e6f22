/// What a Kubernetes cluster has, from its REST API or from saved `kubectl get -o json`.
///
/// Entry type: [Kubernetes][dev.breakeven.ingest.kubernetes.Kubernetes].
@NullMarked
package dev.breakeven.ingest.kubernetes;

import org.jspecify.annotations.NullMarked;
