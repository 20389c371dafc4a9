package dev.weft.capture;

/// Which version of the Internet Protocol; each has tables of its own in the kernel.
public enum Family {
  IPV4("127.0.0.1/32", "127.0.0.6/32", 32),
  IPV6("::1/128", "::6/128", 128);

  private final String loopback;
  private final String passthrough;
  private final int bits;

  Family(String loopback, String passthrough, int bits) {
    this.loopback = loopback;
    this.passthrough = passthrough;
    this.bits = bits;
  }

  /// The loopback address as a range.
  public String loopback() {
    return loopback;
  }

  /// The source address of connections from a proxy to its own application, as a range.
  public String passthrough() {
    return passthrough;
  }

  /// How long an address is.
  public int bits() {
    return bits;
  }

  /// The family of an address literal: only those of version 6 have colons.
  public static Family of(String address) {
    return address.indexOf(':') >= 0 ? IPV6 : IPV4;
  }
}
