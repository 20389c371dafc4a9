package dev.weft.controlplane.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.weft.BundleEndpoint;
import dev.weft.controlplane.authority.MeshAuthority;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.world.rules.Trust;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An endpoint with a certificate that authorities of the web vouch for: profile `https_web`. The
/// web's authority is one that the test makes.
final class FetchTest {
  @TempDir Path directory;

  private static SSLContext believing(X509Certificate root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("web", root);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private Fetch.Result fetched(MeshAuthority web, X509Certificate believed, String host)
      throws Exception {
    Authority published =
        Authority.selfSigned(
            new TrustDomain("b.example"), Algorithm.ECDSA_P256, Instant.now(), new SecureRandom());
    Published bundle =
        new Published(List.of(published.root()), InstantSource.system(), Duration.ofMinutes(7));
    try (BundleServer server =
        BundleServer.on(new InetSocketAddress("127.0.0.1", 0), web::server, bundle::json)) {
      SSLContext context = believing(believed);
      return new Fetch(InstantSource.system(), () -> context)
          .of(
              new Trust.Place(
                  "b",
                  "b.example",
                  new BundleEndpoint(
                      "https://" + host + ":" + server.port() + "/",
                      BundleEndpoint.Profile.https_web,
                      ""),
                  List.of()),
              List.of());
    }
  }

  private MeshAuthority web(String name) {
    return MeshAuthority.open(
        directory.resolve(name),
        new TrustDomain("web.example"),
        MeshAuthority.Names.USUAL,
        InstantSource.system());
  }

  @Test
  void anEndpointThatTheWebVouchesForIsBelieved() throws Exception {
    MeshAuthority web = web("web");
    Fetch.Result result = fetched(web, web.root(), "localhost");
    assertThat(result).isInstanceOf(Fetch.Result.Good.class);
    Fetch.Result.Good good = (Fetch.Result.Good) result;
    assertThat(good.roots()).hasSize(1);
    assertThat(good.roots().getFirst().getSubjectX500Principal().getName()).contains("b.example");
    assertThat(good.sequence()).isPositive();
    assertThat(good.refreshHint()).isEqualTo(Optional.of(Duration.ofMinutes(7)));
  }

  @Test
  void anEndpointThatTheWebDoesNotVouchForIsRefusedInWords() throws Exception {
    Fetch.Result result = fetched(web("web"), web("other").root(), "localhost");
    assertThat(result).isInstanceOf(Fetch.Result.Failed.class);
    assertThat(((Fetch.Result.Failed) result).why()).contains("certification path");
  }
}
