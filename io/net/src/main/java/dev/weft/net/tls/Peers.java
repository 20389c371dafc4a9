package dev.weft.net.tls;

import dev.weft.graph.exchange.Peer;
import dev.weft.model.Identity;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Reads who the peer is out of a finished handshake.
public final class Peers {
  /// Certificates whose reading is remembered; when full, all are forgotten.
  static final int REMEMBERED = 4096;

  private record Key(byte[] encoded, int hash) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(encoded, key.encoded);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Known(CertificateFacts facts, Optional<Identity> identity) {}

  private final ConcurrentHashMap<Key, Known> known = new ConcurrentHashMap<>();

  /// The peer behind a handler whose handshake succeeded. A certificate that was presented is one
  /// that was verified, unless nothing is verified at all.
  ///
  /// @param serverName SNI, or empty
  /// @param address of the peer
  public Peer of(SslHandler handler, String serverName, InetSocketAddress address) {
    SSLSession session = handler.engine().getSession();
    String local = first(uris(session.getLocalCertificates()));
    try {
      Known remote = known(session.getPeerCertificates()[0]);
      CertificateFacts facts = remote.facts();
      return new Peer(
          remote.identity(),
          first(facts.uris()),
          true,
          serverName,
          address,
          new Peer.Certificate(
              facts.uris(),
              facts.dns(),
              facts.subject(),
              facts.issuer(),
              facts.pem(),
              facts.digest(),
              local,
              session.getProtocol(),
              session.getCipherSuite()));
    } catch (SSLPeerUnverifiedException anonymous) {
      Peer.Certificate nothing =
          new Peer.Certificate(
              List.of(),
              List.of(),
              "",
              "",
              "",
              "",
              local,
              session.getProtocol(),
              session.getCipherSuite());
      return new Peer(Optional.empty(), "", true, serverName, address, nothing);
    }
  }

  private List<String> uris(Certificate[] chain) {
    if (chain == null || chain.length == 0) {
      return List.of();
    }
    try {
      return known(chain[0]).facts().uris();
    } catch (SSLPeerUnverifiedException unreadable) {
      return List.of();
    }
  }

  private Known known(Certificate certificate) throws SSLPeerUnverifiedException {
    try {
      byte[] encoded = certificate.getEncoded();
      Key key = new Key(encoded, Arrays.hashCode(encoded));
      Known found = known.get(key);
      if (found != null) {
        return found;
      }
      CertificateFacts facts = CertificateFacts.of(CertificateFacts.parse(encoded));
      Known read = new Known(facts, Identity.parse(first(facts.uris())));
      if (known.size() >= REMEMBERED) {
        known.clear();
      }
      known.put(key, read);
      return read;
    } catch (CertificateException unreadable) {
      throw new SSLPeerUnverifiedException(String.valueOf(unreadable.getMessage()));
    }
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "" : names.get(0);
  }
}
