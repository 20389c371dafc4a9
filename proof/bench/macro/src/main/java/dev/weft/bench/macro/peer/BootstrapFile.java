package dev.weft.bench.macro.peer;

import dev.weft.bench.macro.load.Upstreams;

/// The Envoy bootstrap of a hop. Weft's proxy and Envoy are given the same text.
///
/// It has the filters that a control plane sends (fault, CORS, router), an access log to a file and
/// request ids, and as many virtual hosts and clusters as the hop knows.
final class BootstrapFile {
  private BootstrapFile() {}

  static String text(Hop hop, int adminPort, String accessLog) {
    StringBuilder text = new StringBuilder(hop.hosts() * 700);
    text.append(
        """
        node: {id: "sidecar~127.0.0.1~bench.default~default.svc.cluster.local", cluster: bench.default}
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
        static_resources:
          listeners:
          - name: bench
            address: {socket_address: {address: 127.0.0.1, port_value: %d}}
            filter_chains:
            - name: bench
        %s      filters:
              - name: envoy.filters.network.http_connection_manager
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: bench
                  codec_type: AUTO
                  access_log:
                  - name: envoy.access_loggers.file
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
                      path: "%s"
                  http_filters:
                  - name: envoy.filters.http.fault
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault}
                  - name: envoy.filters.http.cors
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors}
                  - name: envoy.filters.http.router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
                  route_config:
                    name: bench
                    virtual_hosts:
        """
            .formatted(adminPort, hop.listenPort(), serverTls(hop).indent(6), accessLog));
    for (int i = 0; i < hop.hosts(); i++) {
      String host = Upstreams.host(i);
      text.append(
          """
          - name: "%s:80"
            domains: ["%s", "service-%d.default"]
            routes:
            - {name: default, match: {prefix: /}, route: {cluster: "outbound|80||%s", timeout: 0s}}
          """
              .formatted(host, host, i, host)
              .indent(12));
    }
    text.append("  clusters:\n");
    for (int i = 0; i < hop.hosts(); i++) {
      text.append(cluster(hop, "outbound|80||" + Upstreams.host(i)));
    }
    return text.toString();
  }

  private static String cluster(Hop hop, String name) {
    return """
    - name: "%s"
      type: STATIC
      connect_timeout: 10s
      lb_policy: LEAST_REQUEST
      load_assignment:
        cluster_name: "%s"
        endpoints:
        - lb_endpoints:
          - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
    """
            .formatted(name, name, hop.upstreamPort())
            .indent(2)
        + protocol(hop).indent(4)
        + clientTls(hop).indent(4);
  }

  private static String protocol(Hop hop) {
    String common = hop.oneRequest() ? "max_requests_per_connection: 1" : "";
    return """
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        common_http_protocol_options: {%s}
        explicit_http_config: {%s: {}}
    """
        .formatted(common, hop.http2() ? "http2_protocol_options" : "http_protocol_options");
  }

  private static String serverTls(Hop hop) {
    return hop.server()
        .map(own ->
            """
            transport_socket:
              name: envoy.transport_sockets.tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                require_client_certificate: true
                common_tls_context:
                  alpn_protocols: [http/1.1]
                  tls_certificates:
                  - {certificate_chain: {filename: "%s"}, private_key: {filename: "%s"}}
                  validation_context:
                    trusted_ca: {filename: "%s"}
                    match_typed_subject_alt_names: [{san_type: URI, matcher: {exact: "%s"}}]
            """
                .formatted(own.chain(), own.key(), own.root(), own.peer()))
        .orElse("");
  }

  private static String clientTls(Hop hop) {
    return hop.client()
        .map(own ->
            """
            transport_socket:
              name: envoy.transport_sockets.tls
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                sni: server
                %s
                common_tls_context:
                  tls_certificates:
                  - {certificate_chain: {filename: "%s"}, private_key: {filename: "%s"}}
                  validation_context:
                    trusted_ca: {filename: "%s"}
                    match_typed_subject_alt_names: [{san_type: URI, matcher: {exact: "%s"}}]
            """
                .formatted(
                    hop.oneRequest() ? "max_session_keys: 0" : "",
                    own.chain(),
                    own.key(),
                    own.root(),
                    own.peer()))
        .orElse("");
  }
}
