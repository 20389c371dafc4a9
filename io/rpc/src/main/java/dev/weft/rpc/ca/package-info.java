/// Certificate signing over gRPC: the service of `istio.v1.auth`, both ends.
@NullMarked
package dev.weft.rpc.ca;

import org.jspecify.annotations.NullMarked;
