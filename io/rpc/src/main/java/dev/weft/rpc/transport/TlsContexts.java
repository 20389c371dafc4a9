package dev.weft.rpc.transport;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// TLS for the JDK's own HTTP server and client.
public final class TlsContexts {
  private TlsContexts() {}

  /// A server that shows whatever credential is current at the handshake.
  public static SSLContext server(Supplier<ClientTls.Credential> credential) {
    return context(
        new KeyManager[] {new HeldKey(() -> Optional.of(credential.get()))}, new TrustManager[0]);
  }

  /// A client that asks why a server's chain should be refused, and nothing else: not whether it
  /// has the name that was connected to.
  public static SSLContext client(Function<List<X509Certificate>, Optional<String>> refusal) {
    return context(new KeyManager[0], new TrustManager[] {new PeerTrust(refusal)});
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }
}
