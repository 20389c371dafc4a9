package dev.weft.cli.mesh;

/// The ports of a mesh on 127.0.0.1, and its block of addresses.
///
/// @param block second byte of the members' addresses
/// @param plain xDS and certificates without TLS; only ever on loopback
/// @param tls the same under TLS
/// @param monitoring debug pages, resources and metrics of the control plane
/// @param http where the gateway takes HTTP (its port 80)
/// @param https where the gateway takes TLS (its port 443)
public record MeshPorts(int block, int plain, int tls, int monitoring, int http, int https) {
  /// Istio's ports, and the usual ones of a gateway that is not root.
  public static final MeshPorts USUAL = new MeshPorts(66, 15010, 15012, 15014, 8080, 8443);

  /// The usual ports for another control plane port and block, so that two meshes can run at once.
  public static MeshPorts of(int block, int controlPlane, int http, int https) {
    return new MeshPorts(block, controlPlane, controlPlane + 2, controlPlane + 4, http, https);
  }
}
