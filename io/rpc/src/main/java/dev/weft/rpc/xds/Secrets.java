package dev.weft.rpc.xds;

import com.google.protobuf.ByteString;
import dev.weft.pki.Pem;
import dev.weft.pki.Svid;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.security.cert.X509Certificate;
import java.util.List;

/// Keys and roots as xDS resources.
public final class Secrets {
  /// The name of a workload's own certificate.
  public static final String OWN = "default";

  /// The name of the roots that a workload believes.
  public static final String ROOTS = "ROOTCA";

  private Secrets() {}

  /// What an agent serves: the certificate without its root, and the roots.
  public static Resources of(Svid svid, List<X509Certificate> roots) {
    List<X509Certificate> shown =
        svid.chain().stream().filter(certificate -> !roots.contains(certificate)).toList();
    return Resources.builder()
        .add(certificate(OWN, Pem.text(shown), svid.key().pem()))
        .add(roots(ROOTS, Pem.text(roots)))
        .build();
  }

  /// A certificate with its key.
  public static XdsResource certificate(String name, String chainPem, String keyPem) {
    return XdsResource.of(
        ResourceType.SECRET,
        Secret.newBuilder()
            .setName(name)
            .setTlsCertificate(
                TlsCertificate.newBuilder()
                    .setCertificateChain(bytes(chainPem))
                    .setPrivateKey(bytes(keyPem)))
            .build());
  }

  /// Roots to verify peers with.
  public static XdsResource roots(String name, String pem) {
    return XdsResource.of(
        ResourceType.SECRET,
        Secret.newBuilder()
            .setName(name)
            .setValidationContext(
                CertificateValidationContext.newBuilder().setTrustedCa(bytes(pem)))
            .build());
  }

  private static DataSource bytes(String text) {
    return DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8(text)).build();
  }
}
