package dev.weft.rpc.transport;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// How a client speaks TLS.
///
/// @param serverName what it asks for (SNI); empty for none
/// @param roots whom it believes; empty believes nobody
/// @param acceptedNames the server's certificate must have one of these host names, addresses or
///   URIs; empty accepts any certificate that the roots vouch for, as Envoy does
/// @param identity what it shows of itself
public record ClientTls(
    String serverName,
    List<X509Certificate> roots,
    List<String> acceptedNames,
    Optional<Credential> identity) {
  public ClientTls {
    roots = List.copyOf(roots);
    acceptedNames = List.copyOf(acceptedNames);
  }

  /// A key and its chain, leaf first.
  public record Credential(PrivateKey key, List<X509Certificate> chain) {
    public Credential {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("a credential without a certificate");
      }
    }

    /// Never shows the key.
    @Override
    public String toString() {
      return "Credential[" + chain.getFirst().getSerialNumber() + "]";
    }
  }
}
