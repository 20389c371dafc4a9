package dev.weft.lab.topology;

import dev.weft.api.schema.Default;
import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Field;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Names;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.util.List;
import java.util.Optional;

/// A proxy at the edge of a cluster, with a Service in front of it.
///
/// @param kind what it is for
/// @param address whether the load balancer gives its Service an address
/// @param proxy absent for what the command line says
/// @param exposes hosts that an east-west gateway lets in; absent for all of the mesh
public record Gateway(
    @Required String name,
    @Required String cluster,
    @Required Purpose kind,
    @Default("true") boolean address,
    Optional<DataPlane> proxy,
    List<String> exposes)
    implements Verified {
  /// What a gateway is for.
  public enum Purpose {
    /// Consumes Gateway and VirtualService.
    @Field("ingress")
    INGRESS,
    /// Lets the workloads of other networks in: TLS passthrough by the name in the handshake.
    @Field("east-west")
    EAST_WEST,
    /// Consumes Ingress; needs no mesh.
    @Field("ingress-controller")
    INGRESS_CONTROLLER;

    /// As written in a lab file.
    @Override
    public String toString() {
      return switch (this) {
        case INGRESS -> "ingress";
        case EAST_WEST -> "east-west";
        case INGRESS_CONTROLLER -> "ingress-controller";
      };
    }
  }

  public Gateway {
    exposes = List.copyOf(exposes);
  }

  /// What its Service listens on.
  public List<Port> ports() {
    return kind == Purpose.EAST_WEST
        ? List.of(
            new Port("status-port", 15021, Optional.empty()),
            new Port("tls", 15443, Optional.empty()),
            new Port("tls-istiod", 15012, Optional.empty()))
        : List.of(
            new Port("http2", 80, Optional.of(8080)), new Port("https", 443, Optional.of(8443)));
  }

  @Override
  public void verify(Findings findings) {
    Expect.name(findings.at("name"), Names.label(name), "use small letters, digits and '-'");
    if (kind != Purpose.EAST_WEST && !exposes.isEmpty()) {
      findings
          .at("exposes")
          .conflict(
              "only an east-west gateway has a list of exposed hosts",
              "write Gateway and VirtualService resources instead");
    }
  }
}
