package dev.weft.net.exchange;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.graph.cluster.Cluster;
import dev.weft.graph.listener.Listener;
import dev.weft.net.Introduction;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/// The headers by which proxies of a mesh tell each other of their workloads. A sidecar's inbound
/// side takes the client's away before the application sees them and answers with its own; the
/// outbound side, and a gateway, sends its own and takes the upstream's away.
final class Introductions {
  private static final AsciiString ID = AsciiString.cached("x-envoy-peer-metadata-id");
  private static final AsciiString METADATA = AsciiString.cached("x-envoy-peer-metadata");

  private Introductions() {}

  static void ofClient(Client client, HttpHeaders request, Ledger ledger) {
    if (client.introduction().isPresent() && inbound(client)) {
      take(request, ledger);
    }
  }

  static void toUpstream(Client client, HttpHeaders request, Cluster cluster) {
    if (client.introduction().isPresent() && !inbound(client)) {
      if (stranger(cluster)) {
        request.remove(METADATA);
        request.remove(ID);
      } else {
        put(client.introduction().get(), request);
      }
    }
  }

  static void ofUpstream(Client client, HttpHeaders response, Ledger ledger) {
    if (client.introduction().isPresent()) {
      if (inbound(client)) {
        response.remove(METADATA);
        response.remove(ID);
      } else {
        take(response, ledger);
      }
    }
  }

  /// Only a client that told is told.
  static void toClient(Client client, HttpHeaders response, Ledger ledger) {
    if (ledger.introduced && client.introduction().isPresent() && inbound(client)) {
      put(client.introduction().get(), response);
    }
  }

  private static boolean inbound(Client client) {
    return client.listener().direction() == Listener.Direction.INBOUND;
  }

  private static void take(HttpHeaders headers, Ledger ledger) {
    String told = headers.get(METADATA);
    if (told != null) {
      ledger.introduction = told;
      ledger.introduced = true;
      headers.remove(METADATA);
    }
    if (headers.contains(ID)) {
      ledger.introduced = true;
      headers.remove(ID);
    }
  }

  private static void put(Introduction own, HttpHeaders headers) {
    headers.set(METADATA, own.metadata());
    headers.set(ID, own.id());
  }

  /// Whether what is behind a cluster is not of the mesh.
  private static boolean stranger(Cluster cluster) {
    if (cluster.name().equals("PassthroughCluster")) {
      return true;
    }
    Struct istio = cluster.settings().metadata().namespaces().get("istio");
    Value external = istio == null ? null : istio.getFieldsMap().get("external");
    return external != null && external.getBoolValue();
  }
}
