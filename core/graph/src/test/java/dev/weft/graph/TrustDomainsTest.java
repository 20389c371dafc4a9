package dev.weft.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.SecretCell;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Envoy's validator for SPIFFE, linked.
final class TrustDomainsTest {
  private static SPIFFECertValidatorConfig validator(String... domains) {
    SPIFFECertValidatorConfig.Builder validator = SPIFFECertValidatorConfig.newBuilder();
    for (String domain : domains) {
      validator.addTrustDomains(
          SPIFFECertValidatorConfig.TrustDomain.newBuilder()
              .setName(domain)
              .setTrustBundle(DataSource.newBuilder().setInlineString("roots of " + domain)));
    }
    return validator.build();
  }

  private static CertificateValidationContext context(Message validator) {
    return CertificateValidationContext.newBuilder()
        .setCustomValidatorConfig(
            TypedExtensionConfig.newBuilder()
                .setName("envoy.tls.cert_validator.spiffe")
                .setTypedConfig(Any.pack(validator)))
        .build();
  }

  /// A cluster whose TLS is verified by the default context and a secret.
  private static Linked link(Message inDefault, Message inSecret) {
    var validation =
        CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
            .setDefaultValidationContext((CertificateValidationContext) inDefault)
            .setValidationContextSdsSecretConfig(SdsSecretConfig.newBuilder().setName("ROOTCA"));
    var tls =
        UpstreamTlsContext.newBuilder()
            .setCommonTlsContext(
                CommonTlsContext.newBuilder().setCombinedValidationContext(validation));
    var cluster =
        Given.cluster("a").toBuilder()
            .setTransportSocket(
                TransportSocket.newBuilder()
                    .setName("envoy.transport_sockets.tls")
                    .setTypedConfig(Any.pack(tls.build())));
    return Linker.link(
        Resources.builder()
            .add(ResourceType.CLUSTER, cluster.build())
            .add(ResourceType.ENDPOINT, Given.endpoints("a", "10.1.0.1"))
            .add(
                ResourceType.SECRET,
                Secret.newBuilder()
                    .setName("ROOTCA")
                    .setValidationContext((CertificateValidationContext) inSecret)
                    .build())
            .build(),
        Graph.EMPTY);
  }

  @Test
  void bundlesOfDomainsAreReadFromTheSecretAndFromTheContext() {
    Graph graph =
        link(context(validator("here")), context(validator("here", "there"))).orElseThrow();
    var validation =
        graph.cluster("a").orElseThrow().transports().fallback().orElseThrow().validation();
    assertThat(validation.domains()).isEqualTo(Map.of("here", new Pem.Inline("roots of here")));
    assertThat(validation.secret().flatMap(SecretCell::current))
        .get()
        .extracting(secret -> ((dev.weft.graph.tls.Secret.Validation) secret).domains().keySet())
        .isEqualTo(java.util.Set.of("here", "there"));
  }

  @Test
  void anotherValidatorTwoBundlesForADomainAndNoneAreRefusedByTheirField() {
    CertificateValidationContext none = CertificateValidationContext.getDefaultInstance();
    assertThat(reason(link(none, context(Empty.getDefaultInstance()))))
        .contains("the certificate validator 'envoy.tls.cert_validator.spiffe'");
    assertThat(reason(link(none, context(validator("here", "here")))))
        .contains("trust domain 'here' has two bundles");
    assertThat(reason(link(none, context(validator())))).contains("no trust domain has a bundle");
    assertThat(reason(link(none, context(validator(""))))).contains("no name");
  }

  private static String reason(Linked linked) {
    assertThat(linked.rejections()).hasSize(1);
    return linked.rejections().getFirst().toString();
  }
}
