package dev.weft.bench.macro;

import java.util.Arrays;

/// What is measured.
enum Scenario {
  HTTP1("one hop, HTTP/1.1", 1),
  MTLS("two hops with mutual TLS, HTTP/1.1", 2),
  HTTP2("one hop, HTTP/2", 1),
  LARGE("one hop, HTTP/1.1, answers of 1 MiB", 1),
  MTLS_LARGE("two hops with mutual TLS, HTTP/1.1, answers of 1 MiB", 2),
  HANDSHAKE("two hops, a mutual-TLS handshake for each request", 2),
  IDLE("one hop, 1,000 requests/s on 16 connections", 1),
  MTLS_IDLE("two hops with mutual TLS, 1,000 requests/s on 16 connections", 2),
  COLD("from the start to full speed, one hop, HTTP/1.1", 1),
  MTLS_COLD("from the start to full speed, two hops with mutual TLS", 2),
  CONTROL_PLANE("the control plane under a fleet of proxies", 0);

  private final String title;
  private final int hops;

  Scenario(String title, int hops) {
    this.title = title;
    this.hops = hops;
  }

  String title() {
    return title;
  }

  int hops() {
    return hops;
  }

  boolean mutualTls() {
    return switch (this) {
      case MTLS, MTLS_IDLE, MTLS_COLD, MTLS_LARGE, HANDSHAKE -> true;
      case HTTP1, HTTP2, LARGE, IDLE, COLD, CONTROL_PLANE -> false;
    };
  }

  int bodyBytes() {
    return this == LARGE || this == MTLS_LARGE ? 1 << 20 : 128;
  }

  boolean cold() {
    return this == COLD || this == MTLS_COLD;
  }

  static String names() {
    return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
  }
}
