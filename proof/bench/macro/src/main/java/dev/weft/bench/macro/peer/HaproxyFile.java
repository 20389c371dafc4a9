package dev.weft.bench.macro.peer;

import dev.weft.bench.macro.load.Upstreams;

/// The HAProxy configuration of a hop: the same hosts by a map, two headers, request ids and a log
/// line to standard output.
final class HaproxyFile {
  private HaproxyFile() {}

  static String map(Hop hop) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < hop.hosts(); i++) {
      text.append(Upstreams.host(i)).append(" service-").append(i).append('\n');
    }
    return text.toString();
  }

  static String text(Hop hop, String mapFile) {
    String listen =
        hop.server()
            .map(own ->
                " ssl crt %s ca-file %s verify required alpn http/1.1"
                    .formatted(own.keyAndChain(), own.root()))
            .orElse(hop.http2() ? " proto h2" : "");
    String reach =
        hop.client()
            .map(own ->
                (" ssl crt %s ca-file %s verify required"
                        + (hop.oneRequest() ? " no-ssl-reuse" : ""))
                    .formatted(own.keyAndChain(), own.root()))
            .orElse(hop.http2() ? " proto h2" : "");
    String reuse = hop.oneRequest() ? "option httpclose" : "http-reuse always";
    StringBuilder text =
        new StringBuilder(
            """
            global
              nbthread 1
              log stdout format raw local0 info
            defaults
              mode http
              option httplog
              log global
              timeout client 30s
              timeout server 30s
              timeout connect 10s
            frontend bench
              bind 127.0.0.1:%d%s
              unique-id-format %%{+X}o%%ci%%cp%%Ts%%rt
              unique-id-header x-request-id
              http-request set-header x-forwarded-proto http
              use_backend %%[req.hdr(host),lower,map(%s)]
            """
                .formatted(hop.listenPort(), listen, mapFile));
    for (int i = 0; i < hop.hosts(); i++) {
      text.append("backend service-%d\n  balance leastconn\n  %s\n".formatted(i, reuse))
          .append("  server one 127.0.0.1:%d%s\n".formatted(hop.upstreamPort(), reach));
    }
    return text.toString();
  }
}
