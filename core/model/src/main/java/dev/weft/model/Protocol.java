package dev.weft.model;

import java.util.Locale;

/// What a port speaks, as declared by a port's name, `appProtocol` or a resource (Istio, "Protocol
/// Selection").
public enum Protocol {
  HTTP,
  HTTP2,
  HTTPS,
  GRPC,
  GRPC_WEB,
  TCP,
  TLS,
  MONGO,
  MYSQL,
  REDIS,
  UDP,
  HTTP_PROXY,
  /// Not declared: detected from the first bytes of each connection.
  UNSPECIFIED;

  /// Requests are seen one by one: HTTP in any version without TLS of the application's own.
  public boolean isHttp() {
    return switch (this) {
      case HTTP, HTTP2, GRPC, GRPC_WEB, HTTP_PROXY -> true;
      case HTTPS, TCP, TLS, MONGO, MYSQL, REDIS, UDP, UNSPECIFIED -> false;
    };
  }

  /// Spoken over HTTP/2 to the upstream.
  public boolean isHttp2() {
    return this == HTTP2 || this == GRPC || this == GRPC_WEB;
  }

  /// The application's own TLS, of which only the server name is read.
  public boolean isTls() {
    return this == TLS || this == HTTPS;
  }

  /// Reads a protocol name without regard to case; `-` and `_` are the same. UNSPECIFIED for what
  /// it does not know.
  public static Protocol parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT).replace('_', '-')) {
      case "http" -> HTTP;
      case "http2", "kubernetes.io/h2c" -> HTTP2;
      case "https", "kubernetes.io/wss" -> HTTPS;
      case "kubernetes.io/ws" -> HTTP;
      case "grpc" -> GRPC;
      case "grpc-web" -> GRPC_WEB;
      case "tcp" -> TCP;
      case "tls" -> TLS;
      case "mongo" -> MONGO;
      case "mysql" -> MYSQL;
      case "redis" -> REDIS;
      case "udp" -> UDP;
      case "http-proxy" -> HTTP_PROXY;
      default -> UNSPECIFIED;
    };
  }

  /// The protocol that a Kubernetes port declares by `appProtocol`, else by the prefix of its name,
  /// else by a port number that is known to speak first (25, 53, 3306, 27017 are TCP).
  public static Protocol declared(String appProtocol, String portName, int port) {
    if (!appProtocol.isEmpty() && parse(appProtocol) != UNSPECIFIED) {
      return parse(appProtocol);
    }
    String name = portName.toLowerCase(Locale.ROOT);
    if (name.equals("grpc-web") || name.startsWith("grpc-web-")) {
      return GRPC_WEB;
    }
    int dash = name.indexOf('-');
    Protocol named = parse(dash < 0 ? name : name.substring(0, dash));
    if (named != UNSPECIFIED) {
      return named;
    }
    return switch (port) {
      case 25, 53, 3306, 27017 -> TCP;
      default -> UNSPECIFIED;
    };
  }
}
