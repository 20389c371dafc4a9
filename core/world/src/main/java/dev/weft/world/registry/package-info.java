/// The registry: services, workloads and endpoints, and how they are derived from Kubernetes and
/// Istio resources and from running instances.
///
/// What lives here: nouns and pure derivation. What does not: routing rules, views, anything a
/// proxy knows.
@NullMarked
package dev.weft.world.registry;

import org.jspecify.annotations.NullMarked;
