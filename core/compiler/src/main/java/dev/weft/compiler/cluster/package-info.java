/// Clusters and endpoints: what a node may connect to, how, and with which identity.
///
/// What lives here: DestinationRule policy, automatic mutual TLS, localities. What does not: which
/// request goes to which cluster.
@NullMarked
package dev.weft.compiler.cluster;

import org.jspecify.annotations.NullMarked;
