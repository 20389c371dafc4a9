package dev.weft.bench.macro;

import java.util.Arrays;

/// What is measured.
enum Scenario {
  HTTP1("one hop, HTTP/1.1", 1),
  MTLS("two hops with mutual TLS, HTTP/1.1", 2),
  HTTP2("one hop, HTTP/2", 1),
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
    return this == MTLS || this == MTLS_IDLE || this == MTLS_COLD;
  }

  boolean cold() {
    return this == COLD || this == MTLS_COLD;
  }

  static String names() {
    return String.join(", ", Arrays.stream(values()).map(Enum::name).toList());
  }
}
