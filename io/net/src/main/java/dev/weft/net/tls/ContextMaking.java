package dev.weft.net.tls;

import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.graph.tls.ServerTls;
import dev.weft.graph.tls.TlsParameters;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Makes BoringSSL contexts out of settings and the current secrets.
final class ContextMaking {
  private static final List<String> TLS_1_3_CIPHERS =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private ContextMaking() {}

  static SslContext server(ServerTls tls, int certificate)
      throws IOException, CertificateException {
    if (certificate >= tls.certificates().size()) {
      throw new CertificateException("no certificate is configured");
    }
    Secret.KeyPair pair = keyPair(tls.certificates().get(certificate));
    String chain = PemReading.text(pair.chain());
    String key = PemReading.pkcs8(PemReading.text(pair.key()));
    SslContextBuilder builder =
        SslContextBuilder.forServer(ascii(chain), ascii(key))
            .sslProvider(SslProvider.OPENSSL_REFCNT);
    if (tls.requireClientCertificate()) {
      builder.clientAuth(ClientAuth.REQUIRE);
    } else if (tls.validation().verifies()) {
      builder.clientAuth(ClientAuth.OPTIONAL);
    }
    verify(builder, tls.validation());
    parameters(builder, tls.parameters(), tls.alpn());
    SslContext context = builder.build();
    // Tickets of its own for each context: a session made under other secrets is not resumed.
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setTicketKeys(
          new OpenSslSessionTicketKey(
              random(OpenSslSessionTicketKey.NAME_SIZE),
              random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
              random(OpenSslSessionTicketKey.AES_KEY_SIZE)));
    }
    return context;
  }

  static SslContext client(ClientTls tls, List<String> alpn)
      throws IOException, CertificateException {
    SslContextBuilder builder =
        SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL_REFCNT);
    if (!tls.certificates().isEmpty()) {
      Secret.KeyPair pair = keyPair(tls.certificates().get(0));
      PemReading.keyPair(builder, PemReading.text(pair.chain()), PemReading.text(pair.key()));
    }
    verify(builder, tls.validation());
    parameters(builder, tls.parameters(), alpn);
    builder.endpointIdentificationAlgorithm(null);
    return builder.build();
  }

  private static byte[] random(int bytes) {
    byte[] key = new byte[bytes];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static Secret.KeyPair keyPair(SecretCell cell) throws CertificateException {
    if (cell.current().orElse(null) instanceof Secret.KeyPair pair) {
      return pair;
    }
    throw new CertificateException("secret '" + cell.name() + "' holds no certificate");
  }

  private static void verify(SslContextBuilder builder, PeerValidation peer)
      throws IOException, CertificateException {
    if (!peer.verifies()) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      return;
    }
    builder.trustManager(verifier(peer, LiveContext.validation(peer)));
  }

  /// What checks the certificates of peers.
  ///
  /// @param validation the secret of `peer` as it is now
  static Verifier verifier(PeerValidation peer, Secret.Validation validation)
      throws IOException, CertificateException {
    Map<String, Set<TrustAnchor>> domains = new TreeMap<>();
    Map<String, Pem> bundles =
        validation.domains().isEmpty() ? peer.domains() : validation.domains();
    for (Map.Entry<String, Pem> bundle : bundles.entrySet()) {
      domains.put(bundle.getKey(), anchors(bundle.getValue()));
    }
    Set<TrustAnchor> roots = new HashSet<>();
    if (domains.isEmpty() && validation.roots().isPresent()) {
      roots.addAll(anchors(validation.roots().get()));
    }
    if (domains.isEmpty() && peer.system()) {
      system(roots);
    }
    if (domains.isEmpty() && roots.isEmpty() && validation.hashes().isEmpty()) {
      throw new CertificateException("there are no roots to verify the peer with");
    }
    List<SanMatch> names = new ArrayList<>(peer.sans());
    names.addAll(validation.sans());
    Collection<? extends CRL> revocations = List.of();
    if (validation.revocations().isPresent()) {
      try {
        revocations =
            CertificateFactory.getInstance("X.509")
                .generateCRLs(ascii(PemReading.text(validation.revocations().get())));
      } catch (java.security.cert.CRLException unreadable) {
        throw new CertificateException("the revocation list cannot be read", unreadable);
      }
    }
    return new Verifier(
        new Verifier.Rules(roots, domains, revocations, List.copyOf(names), validation.hashes()));
  }

  private static Set<TrustAnchor> anchors(Pem bundle) throws IOException, CertificateException {
    Set<TrustAnchor> roots = new HashSet<>();
    for (X509Certificate root : PemReading.certificates(bundle)) {
      roots.add(new TrustAnchor(root, null));
    }
    if (roots.isEmpty()) {
      throw new CertificateException("the bundle of roots is empty");
    }
    return roots;
  }

  private static void system(Set<TrustAnchor> roots) throws CertificateException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509TrustManager trust) {
          for (X509Certificate root : trust.getAcceptedIssuers()) {
            roots.add(new TrustAnchor(root, null));
          }
        }
      }
    } catch (GeneralSecurityException noSystemRoots) {
      throw new CertificateException("the system's roots cannot be read", noSystemRoots);
    }
  }

  private static void parameters(
      SslContextBuilder builder, TlsParameters parameters, List<String> alpn) {
    List<String> versions = new ArrayList<>();
    for (TlsParameters.Version version : TlsParameters.Version.values()) {
      if (version.compareTo(parameters.minimum()) >= 0
          && version.compareTo(parameters.maximum()) <= 0) {
        versions.add(
            switch (version) {
              case TLS_1_0 -> "TLSv1";
              case TLS_1_1 -> "TLSv1.1";
              case TLS_1_2 -> "TLSv1.2";
              case TLS_1_3 -> "TLSv1.3";
            });
      }
    }
    builder.protocols(versions);
    if (!parameters.ciphers().isEmpty()) {
      List<String> ciphers = new ArrayList<>(parameters.ciphers());
      if (parameters.maximum() == TlsParameters.Version.TLS_1_3) {
        ciphers.addAll(TLS_1_3_CIPHERS);
      }
      builder.ciphers(ciphers, IdentityCipherSuiteFilter.INSTANCE);
    }
    if (!parameters.curves().isEmpty()) {
      builder.option(
          io.netty.handler.ssl.OpenSslContextOption.GROUPS,
          parameters.curves().toArray(String[]::new));
    }
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              alpn));
    }
  }

  private static ByteArrayInputStream ascii(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }
}
