/// The stand-in for one Kubernetes cluster: an API server over files, the controllers that a mesh
/// relies on, service addresses and the cluster's DNS. The topology of a lab is not its business.
@NullMarked
package dev.weft.lab.cluster;

import org.jspecify.annotations.NullMarked;
