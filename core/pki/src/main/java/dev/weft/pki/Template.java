package dev.weft.pki;

import dev.weft.model.Identity;
import java.net.InetAddress;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a leaf certificate is to say, decided before anything is signed and compared afterwards.
///
/// @param publicKey whose key
/// @param identity the SPIFFE id that it proves, absent for a certificate of a plain server
/// @param dnsNames host names that it is good for
/// @param addresses addresses that it is good for
/// @param notBefore first second of its life
/// @param notAfter last second of its life
public record Template(
    PublicKey publicKey,
    Optional<Identity> identity,
    List<String> dnsNames,
    List<InetAddress> addresses,
    Instant notBefore,
    Instant notAfter) {
  public Template {
    dnsNames = List.copyOf(dnsNames);
    addresses = List.copyOf(addresses);
    if (identity.isEmpty() && dnsNames.isEmpty() && addresses.isEmpty()) {
      throw new IllegalArgumentException("a certificate that names nobody");
    }
    if (!notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException("ends before it begins: " + notBefore + ", " + notAfter);
    }
  }

  /// A workload's identity document.
  public static Template svid(
      PublicKey key, Identity identity, Instant notBefore, Instant notAfter) {
    return new Template(key, Optional.of(identity), List.of(), List.of(), notBefore, notAfter);
  }

  /// The same, good for host names and addresses too.
  public Template alsoFor(List<String> hosts, List<InetAddress> places) {
    return new Template(publicKey, identity, hosts, places, notBefore, notAfter);
  }
}
