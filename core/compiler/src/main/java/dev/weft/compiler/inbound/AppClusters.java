package dev.weft.compiler.inbound;

import dev.weft.compiler.cluster.ClusterName;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.plan.EndpointsPlan;
import dev.weft.compiler.plan.LimitsPlan;
import dev.weft.model.Address;
import dev.weft.model.Locality;
import dev.weft.model.Protocol;
import dev.weft.world.Node;
import dev.weft.world.View;
import java.util.List;
import java.util.Optional;

/// The clusters that lead to the application beside the proxy.
final class AppClusters {
  /// The source addresses of connections to the application, which redirection leaves alone.
  static List<String> sources(Node node) {
    return node.everywhere().stream()
        .map(every -> every.indexOf(':') >= 0 ? "::6" : "127.0.0.6")
        .toList();
  }

  private final View view;
  private final Node node;

  AppClusters(View view) {
    this.view = view;
    this.node = view.node();
  }

  ClusterPlan of(InboundPort port) {
    Optional<Address> address = address(port);
    ClusterPlan.Discovery discovery =
        address
            .<ClusterPlan.Discovery>map(found -> new ClusterPlan.Fixed(List.of(group(found))))
            .orElseGet(() -> new ClusterPlan.OriginalDestination(sources(node)));
    return new ClusterPlan(
        ClusterName.inbound(port.number()),
        discovery,
        view.mesh().upstream().connectTimeout(),
        port.protocol().isHttp2()
            ? ClusterPlan.UpstreamProtocol.HTTP2
            : port.protocol() == Protocol.UNSPECIFIED
                ? ClusterPlan.UpstreamProtocol.AS_CLIENT
                : ClusterPlan.UpstreamProtocol.HTTP1,
        new ClusterPlan.LeastRequest(),
        LimitsPlan.NONE,
        Optional.empty(),
        new ClusterPlan.Plain(),
        port.services(),
        port.rule());
  }

  /// Where the application listens: as the runner says, else as the Sidecar says, else localhost
  /// where the mesh sends inbound traffic there or nothing redirects; empty for the address that
  /// the connection was made to.
  private Optional<Address> address(InboundPort port) {
    Address told = node.capture().appEndpoints().get(port.number());
    if (told != null) {
      return Optional.of(told);
    }
    String written = port.endpoint();
    if (written.startsWith("unix://")) {
      return Optional.of(new Address.Pipe(written.substring("unix://".length())));
    }
    int colon = written.lastIndexOf(':');
    if (colon > 0) {
      String host = written.substring(0, colon).replace("[", "").replace("]", "");
      boolean own = host.equals("0.0.0.0") || host.equals("::");
      return Optional.of(
          Address.ip(own ? node.address() : host, Integer.parseInt(written.substring(colon + 1))));
    }
    boolean local = node.bindsItself() || !view.mesh().ports().passthrough();
    String loopback = node.hasFamilyOf("127.0.0.1") ? "127.0.0.1" : "::1";
    return local ? Optional.of(Address.ip(loopback, port.number())) : Optional.empty();
  }

  private static EndpointsPlan.Group group(Address address) {
    return new EndpointsPlan.Group(
        Locality.UNKNOWN,
        0,
        0,
        List.of(
            new EndpointsPlan.Endpoint(
                address, 1, EndpointsPlan.Health.HEALTHY, EndpointsPlan.TlsMode.DISABLED, "")));
  }
}
