package dev.weft.capture.service;

import java.util.Locale;

/// What a port speaks below the application.
public enum Transport {
  TCP,
  UDP,
  SCTP;

  /// From a port's `protocol`; empty means TCP, and so does what is unknown.
  public static Transport of(String protocol) {
    return switch (protocol.toUpperCase(Locale.ROOT)) {
      case "UDP" -> UDP;
      case "SCTP" -> SCTP;
      default -> TCP;
    };
  }

  /// As iptables writes it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
