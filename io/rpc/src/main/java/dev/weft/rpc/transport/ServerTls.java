package dev.weft.rpc.transport;

import dev.weft.model.Checked;
import dev.weft.pki.TrustBundle;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/// How a server speaks TLS. A client may show a certificate; one that is shown must verify.
///
/// @param credential what the server shows, read at each handshake
/// @param clients whose certificates are believed, read at each handshake
/// @param clock for the validity of certificates
public record ServerTls(
    Supplier<ClientTls.Credential> credential, Supplier<TrustBundle> clients, InstantSource clock) {

  SslContext context() {
    try {
      return GrpcSslContexts.configure(
              SslContextBuilder.forServer(new HeldKey(() -> Optional.of(credential.get()))),
              SslProvider.JDK)
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(new PeerTrust(this::refusal))
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (SSLException impossible) {
      throw new IllegalStateException("this JDK has no TLS", impossible);
    }
  }

  private Optional<String> refusal(List<X509Certificate> chain) {
    return switch (clients.get().verify(chain, clock.instant())) {
      case Checked.Valid<?> _ -> Optional.empty();
      case Checked.Invalid<?> refused -> Optional.of(refused.problems().getFirst().cause());
    };
  }
}
