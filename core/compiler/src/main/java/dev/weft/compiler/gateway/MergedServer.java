package dev.weft.compiler.gateway;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.gateway.Server;
import dev.weft.api.gateway.ServerTlsSettings;
import dev.weft.model.Protocol;
import dev.weft.model.Rule;

/// A server of a Gateway on the port of the proxy that its own port is translated to.
///
/// @param index of the server in its Gateway
/// @param port that the proxy listens on
record MergedServer(
    Resource<Gateway> gateway, int index, int port, Protocol protocol, ServedHosts hosts) {
  /// What becomes of the server's connections.
  enum Sort {
    /// Requests without TLS.
    HTTP,
    /// Requests once TLS is taken off.
    HTTPS,
    /// Bytes, perhaps once TLS is taken off.
    TCP,
    /// TLS that is relayed by server name.
    PASSTHROUGH,
    /// Mutual TLS of the mesh that is relayed by the server names of its clusters, without any
    /// route.
    AUTO_PASSTHROUGH
  }

  static MergedServer of(Resource<Gateway> gateway, int index, int port) {
    Server server = gateway.spec().servers().get(index);
    return new MergedServer(
        gateway,
        index,
        port,
        Protocol.parse(server.port().protocol()),
        ServedHosts.of(server.hosts(), gateway.meta().namespace()));
  }

  Server server() {
    return gateway.spec().servers().get(index);
  }

  /// `NAMESPACE/NAME`.
  String gatewayName() {
    return gateway.meta().namespace() + "/" + gateway.meta().name();
  }

  Rule rule() {
    return gateway.rule("spec.servers[" + index + "]");
  }

  Sort sort() {
    if (protocol.isHttp()) {
      return Sort.HTTP;
    }
    Sort taken = protocol == Protocol.HTTPS && server().tls().isPresent() ? Sort.HTTPS : Sort.TCP;
    return server()
        .tls()
        .map(tls ->
            switch (tls.mode()) {
              case PASSTHROUGH -> Sort.PASSTHROUGH;
              case AUTO_PASSTHROUGH -> Sort.AUTO_PASSTHROUGH;
              case SIMPLE, MUTUAL, ISTIO_MUTUAL, OPTIONAL_MUTUAL -> taken;
            })
        .orElse(taken);
  }

  boolean redirectsToHttps() {
    return server().tls().map(ServerTlsSettings::httpsRedirect).orElse(false);
  }

  /// The name of its route table: shared by all plain servers of the proxy's port, or its own, with
  /// the port as written.
  String routeTable() {
    String bind = server().bind().isEmpty() ? "" : "." + server().bind();
    return sort() == Sort.HTTP
        ? "http." + port + bind
        : String.join(
                ".",
                "https",
                Integer.toString(server().port().number()),
                server().port().name(),
                gateway.meta().name(),
                gateway.meta().namespace())
            + bind;
  }
}
