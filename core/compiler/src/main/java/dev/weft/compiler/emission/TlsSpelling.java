package dev.weft.compiler.emission;

import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ClientTlsPlan;
import dev.weft.compiler.plan.SecretPlan;
import dev.weft.compiler.plan.ServerTlsPlan;
import dev.weft.model.StringMatch;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher.SanType;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// TLS as transport sockets. Certificates of the workload come from the agent (static cluster
/// `sds-grpc`), those of a gateway over the stream that brought the listener.
final class TlsSpelling {
  private static final String CERTIFICATE = "default";
  private static final String AUTHORITIES = "ROOTCA";

  private TlsSpelling() {}

  static TransportSocket plain() {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.raw_buffer")
        .setTypedConfig(Spelling.pack(RawBuffer.getDefaultInstance()))
        .build();
  }

  static TransportSocket client(ClientTlsPlan plan) {
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder();
    common.setTlsParams(parameters("", "", List.of()));
    common.addAllAlpnProtocols(plan.alpn());
    certificate(plan.certificate(), common);
    authority(plan.authority(), plan.subjectNames(), common);
    return socket(
        Spelling.pack(
            UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(common)
                .setSni(plan.serverName())
                .build()));
  }

  static TransportSocket server(ServerTlsPlan plan) {
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder();
    common.setTlsParams(parameters(plan.minimum(), plan.maximum(), plan.cipherSuites()));
    common.addAllAlpnProtocols(plan.alpn());
    certificate(plan.certificate(), common);
    boolean asked = plan.clientCertificate() != ServerTlsPlan.ClientCertificate.NOT_ASKED;
    if (asked) {
      authority(plan.authority(), plan.subjectNames(), common);
    }
    boolean required = plan.clientCertificate() == ServerTlsPlan.ClientCertificate.REQUIRED;
    return socket(
        Spelling.pack(
            DownstreamTlsContext.newBuilder()
                .setCommonTlsContext(common)
                .setRequireClientCertificate(com.google.protobuf.BoolValue.of(required))
                .build()));
  }

  static Secret secret(SecretPlan plan) {
    return switch (plan) {
      case SecretPlan.KeyPair pair ->
          Secret.newBuilder()
              .setName(pair.name())
              .setTlsCertificate(
                  TlsCertificate.newBuilder()
                      .setCertificateChain(inline(pair.certificateChain()))
                      .setPrivateKey(inline(pair.privateKey())))
              .build();
      case SecretPlan.Authorities authorities ->
          Secret.newBuilder()
              .setName(authorities.name())
              .setValidationContext(
                  CertificateValidationContext.newBuilder()
                      .setTrustedCa(inline(authorities.certificates())))
              .build();
    };
  }

  private static TransportSocket socket(com.google.protobuf.Any context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(context)
        .build();
  }

  private static DataSource inline(String pem) {
    return DataSource.newBuilder()
        .setInlineBytes(com.google.protobuf.ByteString.copyFromUtf8(pem))
        .build();
  }

  private static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }

  private static TlsParameters parameters(
      String minimum, String maximum, List<String> cipherSuites) {
    return TlsParameters.newBuilder()
        .setTlsMinimumProtocolVersion(
            minimum.isEmpty() ? TlsProtocol.TLSv1_2 : TlsProtocol.valueOf(minimum))
        .setTlsMaximumProtocolVersion(
            maximum.isEmpty() ? TlsProtocol.TLSv1_3 : TlsProtocol.valueOf(maximum))
        .addAllCipherSuites(cipherSuites)
        .build();
  }

  private static void certificate(CertificateSource source, CommonTlsContext.Builder common) {
    switch (source) {
      case CertificateSource.Workload workload ->
          common.addTlsCertificateSdsSecretConfigs(fromAgent(CERTIFICATE));
      case CertificateSource.Credential credential ->
          common.addTlsCertificateSdsSecretConfigs(fromStream(credential.name()));
      case CertificateSource.Files files ->
          common.addTlsCertificates(
              TlsCertificate.newBuilder()
                  .setCertificateChain(file(files.certificateChain()))
                  .setPrivateKey(file(files.privateKey())));
      case CertificateSource.Bundles bundles ->
          throw new IllegalStateException("bundles of authorities are no certificate");
      case CertificateSource.System system -> {}
      case CertificateSource.None none -> {}
    }
  }

  private static void authority(
      CertificateSource source, List<StringMatch> names, CommonTlsContext.Builder common) {
    CertificateValidationContext.Builder context =
        CertificateValidationContext.newBuilder().addAllMatchTypedSubjectAltNames(names(names));
    Optional<SdsSecretConfig> sent =
        switch (source) {
          case CertificateSource.Workload workload -> Optional.of(fromAgent(AUTHORITIES));
          case CertificateSource.Credential credential ->
              Optional.of(fromStream(credential.name()));
          case CertificateSource.Files files -> {
            context.setTrustedCa(file(files.certificateChain()));
            yield Optional.empty();
          }
          case CertificateSource.Bundles bundles -> {
            context.setCustomValidatorConfig(byDomain(bundles));
            yield Optional.empty();
          }
          case CertificateSource.System system -> {
            context.setSystemRootCerts(
                CertificateValidationContext.SystemRootCerts.getDefaultInstance());
            yield Optional.empty();
          }
          case CertificateSource.None none -> Optional.empty();
        };
    if (sent.isPresent()) {
      common.setCombinedValidationContext(
          CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
              .setDefaultValidationContext(context)
              .setValidationContextSdsSecretConfig(sent.get()));
    } else if (context.hasTrustedCa()
        || context.hasSystemRootCerts()
        || context.hasCustomValidatorConfig()) {
      common.setValidationContext(context);
    }
  }

  /// The validator that picks the roots by the trust domain that a certificate names.
  private static TypedExtensionConfig byDomain(CertificateSource.Bundles bundles) {
    SPIFFECertValidatorConfig.Builder validator = SPIFFECertValidatorConfig.newBuilder();
    bundles
        .roots()
        .forEach((domain, roots) ->
            validator.addTrustDomains(
                SPIFFECertValidatorConfig.TrustDomain.newBuilder()
                    .setName(domain)
                    .setTrustBundle(inline(roots))));
    return TypedExtensionConfig.newBuilder()
        .setName("envoy.tls.cert_validator.spiffe")
        .setTypedConfig(Spelling.pack(validator.build()))
        .build();
  }

  /// A SPIFFE id is compared with URI names, anything else with DNS names and with URIs.
  private static List<SubjectAltNameMatcher> names(List<StringMatch> matches) {
    List<SubjectAltNameMatcher> matchers = new ArrayList<>();
    for (StringMatch match : matches) {
      String value =
          switch (match) {
            case StringMatch.Exact exact -> exact.value();
            case StringMatch.Prefix prefix -> prefix.value();
            case StringMatch.Regex regex -> regex.value();
            case StringMatch.Present present -> "";
          };
      if (!value.startsWith("spiffe://")) {
        matchers.add(name(SanType.DNS, match));
      }
      matchers.add(name(SanType.URI, match));
    }
    return matchers;
  }

  private static SubjectAltNameMatcher name(SanType type, StringMatch match) {
    return SubjectAltNameMatcher.newBuilder()
        .setSanType(type)
        .setMatcher(Spelling.match(match))
        .build();
  }

  private static SdsSecretConfig fromStream(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(Spelling.sameStream()).build();
  }

  private static SdsSecretConfig fromAgent(String name) {
    return SdsSecretConfig.newBuilder()
        .setName(name)
        .setSdsConfig(
            ConfigSource.newBuilder()
                .setInitialFetchTimeout(com.google.protobuf.Duration.getDefaultInstance())
                .setResourceApiVersion(ApiVersion.V3)
                .setApiConfigSource(
                    ApiConfigSource.newBuilder()
                        .setApiType(ApiConfigSource.ApiType.GRPC)
                        .setTransportApiVersion(ApiVersion.V3)
                        .setSetNodeOnFirstMessageOnly(true)
                        .addGrpcServices(
                            GrpcService.newBuilder()
                                .setEnvoyGrpc(
                                    GrpcService.EnvoyGrpc.newBuilder()
                                        .setClusterName("sds-grpc")))))
        .build();
  }
}
