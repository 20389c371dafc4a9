package dev.weft.compiler.inbound;

import dev.weft.compiler.plan.ClusterPlan.ServiceName;
import dev.weft.model.Protocol;
import dev.weft.model.Rule;
import java.util.List;
import java.util.Optional;

/// One port that the workload serves.
///
/// @param number of the workload, which the proxy takes traffic for
/// @param servicePort the number that clients address, the same where no service does
/// @param host of the oldest service with this port, for span names
/// @param bind where a socket of its own is bound, empty for the usual address
/// @param bound whether it has a socket of its own
/// @param endpoint where the application listens, empty for the usual place
/// @param services all services with this port
record InboundPort(
    int number,
    int servicePort,
    Protocol protocol,
    String host,
    String bind,
    boolean bound,
    String endpoint,
    List<ServiceName> services,
    Optional<Rule> rule) {}
