package dev.weft.capture.redirect;

import dev.weft.capture.Cidr;

/// What of a pod's traffic goes through its proxy, and how.
///
/// @param loopback the range of IPv4 addresses that stay in the pod; connections to it are left
///   alone
/// @param dropInvalid drops packets that belong to no known connection, instead of letting the
///   kernel answer them with a reset
public record RedirectSettings(
    RedirectPorts ports,
    Interception interception,
    Owners owners,
    Inbound inbound,
    Outbound outbound,
    DnsCapture dns,
    Interfaces interfaces,
    Cidr loopback,
    boolean dropInvalid) {
  /// Redirects nothing yet, as `istio-iptables` without a flag.
  public static final RedirectSettings BARE =
      new RedirectSettings(
          RedirectPorts.USUAL,
          Interception.REDIRECT,
          Owners.USUAL,
          Inbound.NONE,
          Outbound.NONE,
          DnsCapture.OFF,
          Interfaces.NONE,
          new Cidr("127.0.0.1", 32),
          false);

  /// What an injected pod without annotations has: everything in both directions.
  public static final RedirectSettings SIDECAR = BARE.with(Inbound.SIDECAR).with(Outbound.SIDECAR);

  public RedirectSettings with(RedirectPorts other) {
    return new RedirectSettings(
        other, interception, owners, inbound, outbound, dns, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(Interception other) {
    return new RedirectSettings(
        ports, other, owners, inbound, outbound, dns, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(Owners other) {
    return new RedirectSettings(
        ports, interception, other, inbound, outbound, dns, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(Inbound other) {
    return new RedirectSettings(
        ports, interception, owners, other, outbound, dns, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(Outbound other) {
    return new RedirectSettings(
        ports, interception, owners, inbound, other, dns, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(DnsCapture other) {
    return new RedirectSettings(
        ports, interception, owners, inbound, outbound, other, interfaces, loopback, dropInvalid);
  }

  public RedirectSettings with(Interfaces other) {
    return new RedirectSettings(
        ports, interception, owners, inbound, outbound, dns, other, loopback, dropInvalid);
  }

  /// The same with another range that stays in the pod.
  public RedirectSettings keeping(Cidr other) {
    return new RedirectSettings(
        ports, interception, owners, inbound, outbound, dns, interfaces, other, dropInvalid);
  }

  /// The same, dropping packets of no known connection.
  public RedirectSettings droppingInvalid() {
    return new RedirectSettings(
        ports, interception, owners, inbound, outbound, dns, interfaces, loopback, true);
  }
}
