/// Service addresses as a cluster's nodes have them: the tables that kube-proxy writes in its
/// `iptables` mode, from Services and EndpointSlices, in the same chains and the same order.
@NullMarked
package dev.weft.capture.service;

import org.jspecify.annotations.NullMarked;
