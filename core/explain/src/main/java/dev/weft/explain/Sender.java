package dev.weft.explain;

import dev.weft.model.Identity;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import java.util.Map;

/// Who sends the imagined request.
///
/// @param node by whose configuration it is sent
/// @param identity what it proves to be
/// @param ours whether the node is of this mesh, so that its configuration is its own
record Sender(Node node, Identity identity, boolean ours) {
  /// An address that nothing in the mesh has (RFC 5737).
  private static final String ELSEWHERE = "198.51.100.1";

  /// A stand-in for the proxy of a workload of which only its identity is known.
  static Node elsewhere(Identity caller) {
    String domain = caller.namespace() + ".svc.cluster.local";
    return Node.parse(
            "sidecar~" + ELSEWHERE + "~elsewhere." + caller.namespace() + "~" + domain,
            Locality.UNKNOWN,
            Map.of("NAMESPACE", caller.namespace(), "SERVICE_ACCOUNT", caller.serviceAccount()))
        .orElseThrow();
  }
}
