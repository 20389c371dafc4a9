package dev.weft.graph.exchange;

import dev.weft.model.Identity;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// Who is at the other end of a connection, as far as its handshake proved.
///
/// @param identity the SPIFFE id of a verified certificate, where it has Istio's shape
/// @param uriSan the first URI of a verified certificate, or empty
/// @param tls whether the connection is encrypted
/// @param serverName SNI, or empty
/// @param address the client's address, after the PROXY protocol
/// @param certificate what else the verified certificate says
public record Peer(
    Optional<Identity> identity,
    String uriSan,
    boolean tls,
    String serverName,
    InetSocketAddress address,
    Certificate certificate) {

  /// Facts of the peer's verified certificate, for headers and access logs.
  ///
  /// @param subject the distinguished name in RFC 2253 form
  /// @param issuer the distinguished name of who signed it, in RFC 2253 form
  /// @param pem the whole certificate
  /// @param digest the SHA-256 digest of the certificate in lower-case hexadecimal
  /// @param localUriSan the first URI of our own certificate
  public record Certificate(
      List<String> uriSans,
      List<String> dnsSans,
      String subject,
      String issuer,
      String pem,
      String digest,
      String localUriSan,
      String tlsVersion,
      String cipherSuite) {
    public static final Certificate NONE =
        new Certificate(List.of(), List.of(), "", "", "", "", "", "", "");

    public Certificate {
      uriSans = List.copyOf(uriSans);
      dnsSans = List.copyOf(dnsSans);
    }

    /// Whether the peer proved a certificate.
    public boolean presented() {
      return !digest.isEmpty();
    }
  }

  /// A client whose TLS is passed on unopened.
  ///
  /// @param serverName that it asks for, or empty
  public static Peer unopened(InetSocketAddress address, String serverName) {
    return new Peer(Optional.empty(), "", false, serverName, address, Certificate.NONE);
  }

  /// A client in plain text.
  public static Peer plain(InetSocketAddress address) {
    return new Peer(Optional.empty(), "", false, "", address, Certificate.NONE);
  }
}
