package dev.weft.rpc.caller;

import dev.weft.model.Identity;
import dev.weft.pki.Inspection;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// By the client certificate of the connection, which the handshake has verified.
public final class CertificateAuthenticator implements Authenticator {
  @Override
  public String credential() {
    return "certificate";
  }

  @Override
  public Outcome look(Metadata headers, Attributes connection) {
    SSLSession session = connection.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return new Outcome.Silent();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      if (chain.length == 0 || !(chain[0] instanceof X509Certificate leaf)) {
        return new Outcome.Silent();
      }
      Optional<Identity> identity = Inspection.identity(leaf);
      return identity.isPresent()
          ? new Outcome.Known(identity.get())
          : new Outcome.Refused("the client certificate names no workload");
    } catch (SSLPeerUnverifiedException anonymous) {
      return new Outcome.Silent();
    }
  }
}
