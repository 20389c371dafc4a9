/// As much of the Kubernetes API over HTTPS as control planes and the lab need: get, list, watch,
/// create, replace, patch and delete of any kind, and tokens of service accounts.
@NullMarked
package dev.weft.lab.cluster.api;

import org.jspecify.annotations.NullMarked;
