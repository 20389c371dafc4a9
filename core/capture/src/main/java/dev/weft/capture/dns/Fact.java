package dev.weft.capture.dns;

/// One record of an answer.
public sealed interface Fact {
  /// Whose it is.
  String name();

  /// An address (type A or AAAA, by its family).
  record Address(String name, String address) implements Fact {}

  /// Another name to ask for (CNAME).
  record Alias(String name, String target) implements Fact {}

  /// Where a service's port is (SRV, RFC 2782).
  record Port(String name, int priority, int weight, int port, String target) implements Fact {}

  /// The name of an address (PTR).
  record Pointer(String name, String target) implements Fact {}
}
