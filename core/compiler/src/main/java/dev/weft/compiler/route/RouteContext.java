package dev.weft.compiler.route;

import dev.weft.model.Host;
import dev.weft.world.View;
import dev.weft.world.registry.Service;
import java.util.Optional;

/// Where routes are used: some matches are decided by that and not by requests.
///
/// @param gateway `mesh` or `NAMESPACE/NAME`
/// @param port of the listener, which is also the destination's where nothing else says
/// @param tls whether the listener terminates TLS
public record RouteContext(View view, String gateway, int port, boolean tls) {
  Optional<Service> service(Host host) {
    return view.service(host);
  }
}
