package dev.weft.compiler.inbound;

import dev.weft.model.Protocol;
import dev.weft.world.rules.MutualTls;
import java.util.List;

/// The chains that one inbound port needs for a mutual TLS mode and a declared protocol, in order:
/// each takes some connections and treats them as HTTP or as bytes, with or without mutual TLS.
///
/// @param transport `tls` or `raw_buffer`
/// @param protocols what the client offered (ALPN) or was seen to speak; empty for anything
record ChainSet(String transport, List<String> protocols, boolean http, boolean mutualTls) {
  private static final List<String> PLAIN_HTTP = List.of("http/1.1", "h2c");
  private static final List<String> MESH_HTTP =
      List.of("istio-http/1.0", "istio-http/1.1", "istio-h2");
  private static final List<String> MESH_TCP = List.of("istio-peer-exchange", "istio");
  private static final List<String> MESH =
      List.of("istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2");

  static List<ChainSet> of(MutualTls mode, Protocol protocol) {
    if (protocol == Protocol.UNSPECIFIED) {
      return switch (mode) {
        case PERMISSIVE ->
            List.of(
                mutual(MESH_HTTP, true),
                plain(PLAIN_HTTP, true),
                mutual(MESH_TCP, false),
                plain(List.of(), false),
                theirs());
        case STRICT -> List.of(mutual(MESH_HTTP, true), mutual(List.of(), false));
        case DISABLE -> List.of(plain(PLAIN_HTTP, true), plain(List.of(), false));
      };
    }
    boolean http = protocol.isHttp();
    return switch (mode) {
      case PERMISSIVE ->
          http
              ? List.of(mutual(MESH, true), plain(List.of(), true))
              : List.of(mutual(MESH, false), theirs(), plain(List.of(), false));
      case STRICT -> List.of(mutual(List.of(), http));
      case DISABLE -> List.of(plain(List.of(), http));
    };
  }

  private static ChainSet mutual(List<String> protocols, boolean http) {
    return new ChainSet("tls", protocols, http, true);
  }

  private static ChainSet plain(List<String> protocols, boolean http) {
    return new ChainSet("raw_buffer", protocols, http, false);
  }

  /// The application's own TLS, which is relayed as it is.
  private static ChainSet theirs() {
    return new ChainSet("tls", List.of(), false, false);
  }
}
