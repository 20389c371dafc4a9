package dev.weft.net.tls;

import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.Mistrust;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.graph.tls.ServerTls;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Judges peers of open connections by what is trusted now: a bundle that was withdrawn must not
/// live on in connections that were made before.
public final class Trust {
  /// Verifiers kept; beyond it all are forgotten and made again when needed.
  private static final int KEPT = 4096;

  private record Key(PeerValidation validation, Optional<Secret> secret) {}

  private final ConcurrentHashMap<Key, Verifier> verifiers = new ConcurrentHashMap<>();

  /// Whether a connection may finish what it is about although its peer is refused: the peer's
  /// trust domain is believed, by other roots than before. It is not the peer who is not trusted
  /// any more, but a root that was replaced.
  ///
  /// @param refusal why the peer would not be accepted today
  public static boolean replaced(String refusal) {
    return Mistrust.in(refusal).equals(Optional.of(Mistrust.UNKNOWN_ROOT));
  }

  /// What one connection's peer was last judged by. Confined to the connection's event loop.
  public final class Standing {
    private final SslHandler ssl;
    private final Date made = new Date();
    private PeerValidation validation;
    private @Nullable Secret secret;

    private Standing(SslHandler ssl, PeerValidation validation) {
      this.ssl = ssl;
      this.validation = validation;
      this.secret = current(validation);
    }

    /// Why a client that is connected would not be accepted today; empty when it would be.
    public Optional<String> ofClient(ServerTls now) {
      return judge(now.validation(), Verifier.Side.CLIENT);
    }

    /// Why a server that we are connected to would not be accepted today; empty when it would be.
    public Optional<String> ofServer(ClientTls now) {
      return judge(now.validation(), Verifier.Side.SERVER);
    }

    private Optional<String> judge(PeerValidation now, Verifier.Side side) {
      if (!ssl.handshakeFuture().isSuccess()) {
        return Optional.empty();
      }
      Secret today = current(now);
      if (today == secret && now.equals(validation)) {
        return Optional.empty();
      }
      Optional<String> refusal = now.verifies() ? refusal(now, side) : Optional.empty();
      validation = now;
      secret = today;
      return refusal;
    }

    private Optional<String> refusal(PeerValidation now, Verifier.Side side) {
      Certificate[] chain;
      try {
        chain = ssl.engine().getSession().getPeerCertificates();
      } catch (SSLPeerUnverifiedException anonymous) {
        // Who showed no certificate was not trusted for one.
        return Optional.empty();
      }
      X509Certificate[] parsed = new X509Certificate[chain.length];
      try {
        for (int i = 0; i < chain.length; i++) {
          parsed[i] = CertificateFacts.parse(chain[i].getEncoded());
        }
        return verifier(now).refusal(parsed, side, made);
      } catch (IOException | CertificateException unusable) {
        return Optional.of(String.valueOf(unusable.getMessage()));
      }
    }
  }

  /// The standing of a peer whose handshake has just succeeded.
  ///
  /// @param validation by which the handshake was made
  public Standing accepted(SslHandler ssl, PeerValidation validation) {
    return new Standing(ssl, validation);
  }

  private static @Nullable Secret current(PeerValidation validation) {
    return validation.secret().flatMap(SecretCell::current).orElse(null);
  }

  private Verifier verifier(PeerValidation validation) throws IOException, CertificateException {
    Optional<Secret> secret = validation.secret().flatMap(SecretCell::current);
    if (validation.secret().isPresent() && secret.isEmpty()) {
      throw new CertificateException("what it was verified by has been withdrawn");
    }
    Key key = new Key(validation, secret);
    Verifier known = verifiers.get(key);
    if (known != null) {
      return known;
    }
    if (verifiers.size() >= KEPT) {
      verifiers.clear();
    }
    Verifier made = ContextMaking.verifier(validation, LiveContext.validation(validation));
    verifiers.put(key, made);
    return made;
  }
}
