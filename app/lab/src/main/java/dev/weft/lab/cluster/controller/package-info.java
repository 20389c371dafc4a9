/// What a cluster does by itself: addresses for Services, EndpointSlices from Pods, the accounts of
/// Namespaces.
@NullMarked
package dev.weft.lab.cluster.controller;

import org.jspecify.annotations.NullMarked;
