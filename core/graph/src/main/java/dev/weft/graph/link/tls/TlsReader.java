package dev.weft.graph.link.tls;

import dev.weft.graph.link.reading.Cells;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.tls.ClientTls;
import dev.weft.graph.tls.PeerValidation;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import dev.weft.graph.tls.SecretCell;
import dev.weft.graph.tls.ServerTls;
import dev.weft.graph.tls.TlsParameters;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads TLS contexts.
public final class TlsReader {
  private static final Refusals COMMON =
      Refusals.of(
          CommonTlsContext.getDescriptor(),
          "tls_certificate_provider_instance",
          "custom_handshaker",
          "custom_tls_certificate_selector",
          "key_log");
  private static final Refusals PARAMETERS =
      Refusals.of(
          io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.getDescriptor(),
          "signature_algorithms",
          "compliance_policies");
  private static final Refusals SERVER =
      Refusals.of(
          DownstreamTlsContext.getDescriptor(),
          "session_ticket_keys",
          "session_ticket_keys_sds_secret_config",
          "ocsp_staple_policy");
  private static final Refusals CLIENT =
      Refusals.of(UpstreamTlsContext.getDescriptor(), "allow_renegotiation");

  private static final String TLS = "envoy.extensions.transport_sockets.tls.v3.";

  /// The type of a transport socket without encryption.
  public static final String RAW = "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer";

  private final Cells cells;

  public TlsReader(Cells cells) {
    this.cells = cells;
  }

  /// How a listener's chain encrypts; empty for plain text.
  public Optional<ServerTls> server(TransportSocket socket, Where where) throws Unlinkable {
    Where at = where.in("transport_socket");
    String type = Unpack.type(socket.getTypedConfig());
    if (raw(socket, type)) {
      return Optional.empty();
    }
    if (!type.equals(TLS + "DownstreamTlsContext")) {
      throw at.lacking("the transport socket '" + named(socket) + "'");
    }
    DownstreamTlsContext context =
        Unpack.as(socket.getTypedConfig(), DownstreamTlsContext.getDefaultInstance(), at);
    CommonTlsContext common = context.getCommonTlsContext();
    Where inCommon = at.in("common_tls_context");
    SERVER.check(context, at);
    if (context.getRequireSni().getValue()) {
      throw at.in("require_sni").lacking("insisting on a server name");
    }
    List<SecretCell> certificates = certificates(common, inCommon);
    if (certificates.isEmpty()) {
      throw inCommon.fault(
          "there is no certificate to serve with",
          "set tls_certificates or tls_certificate_sds_secret_configs");
    }
    return Optional.of(
        new ServerTls(
            certificates,
            validation(common, inCommon),
            common.getAlpnProtocolsList(),
            parameters(common, TlsParameters.Version.TLS_1_3),
            context.getRequireClientCertificate().getValue()));
  }

  private static boolean raw(TransportSocket socket, String type) {
    return type.equals(RAW)
        || !socket.hasTypedConfig()
            && (socket.getName().isEmpty()
                || socket.getName().equals("envoy.transport_sockets.raw_buffer")
                || socket.getName().equals("raw_buffer"));
  }

  private static String named(TransportSocket socket) {
    return socket.hasTypedConfig() ? socket.getTypedConfig().getTypeUrl() : socket.getName();
  }

  /// How a cluster encrypts; empty for plain text.
  public Optional<ClientTls> client(TransportSocket socket, String name, Where where)
      throws Unlinkable {
    Where at = where.in("transport_socket");
    String type = Unpack.type(socket.getTypedConfig());
    if (raw(socket, type)) {
      return Optional.empty();
    }
    if (!type.equals(TLS + "UpstreamTlsContext")) {
      throw at.lacking("the transport socket '" + named(socket) + "'");
    }
    UpstreamTlsContext context =
        Unpack.as(socket.getTypedConfig(), UpstreamTlsContext.getDefaultInstance(), at);
    CLIENT.check(context, at);
    CommonTlsContext common = context.getCommonTlsContext();
    Where inCommon = at.in("common_tls_context");
    return Optional.of(
        new ClientTls(
            name,
            certificates(common, inCommon),
            validation(common, inCommon),
            common.getAlpnProtocolsList(),
            parameters(common, TlsParameters.Version.TLS_1_2),
            context.getSni(),
            context.getAutoHostSni(),
            context.getAutoSniSanValidation()));
  }

  private List<SecretCell> certificates(CommonTlsContext common, Where where) throws Unlinkable {
    COMMON.check(common, where);
    PARAMETERS.check(common.getTlsParams(), where, "tls_params");
    if (common.hasTlsCertificateCertificateProvider()
        || common.hasTlsCertificateCertificateProviderInstance()) {
      throw where.lacking("a certificate provider");
    }
    List<SecretCell> certificates = new ArrayList<>();
    for (int i = 0; i < common.getTlsCertificatesCount(); i++) {
      Where at = where.in("tls_certificates", i);
      certificates.add(
          SecretCell.fixed(at.toString(), SecretReader.keyPair(common.getTlsCertificates(i), at)));
    }
    for (SdsSecretConfig config : common.getTlsCertificateSdsSecretConfigsList()) {
      certificates.add(cells.secret(config.getName()));
    }
    return certificates;
  }

  private PeerValidation validation(CommonTlsContext common, Where where) throws Unlinkable {
    return switch (common.getValidationContextTypeCase()) {
      case VALIDATION_CONTEXT -> {
        Where at = where.in("validation_context");
        CertificateValidationContext context = common.getValidationContext();
        Secret.Validation fixed = SecretReader.validation(context, at);
        yield new PeerValidation(
            Optional.of(SecretCell.fixed(at.toString(), fixed)),
            List.of(),
            context.hasSystemRootCerts());
      }
      case VALIDATION_CONTEXT_SDS_SECRET_CONFIG ->
          new PeerValidation(
              Optional.of(cells.secret(common.getValidationContextSdsSecretConfig().getName())),
              List.of(),
              false);
      case COMBINED_VALIDATION_CONTEXT -> {
        var combined = common.getCombinedValidationContext();
        Where at = where.in("combined_validation_context").in("default_validation_context");
        List<SanMatch> sans = SecretReader.sans(combined.getDefaultValidationContext(), at);
        yield new PeerValidation(
            Optional.of(cells.secret(combined.getValidationContextSdsSecretConfig().getName())),
            sans,
            combined.getDefaultValidationContext().hasSystemRootCerts(),
            SecretReader.domains(combined.getDefaultValidationContext(), at));
      }
      case VALIDATION_CONTEXT_CERTIFICATE_PROVIDER,
          VALIDATION_CONTEXT_CERTIFICATE_PROVIDER_INSTANCE ->
          throw where.lacking("a certificate provider");
      case VALIDATIONCONTEXTTYPE_NOT_SET -> PeerValidation.NONE;
    };
  }

  private static TlsParameters parameters(
      CommonTlsContext common, TlsParameters.Version defaultMaximum) {
    var parameters = common.getTlsParams();
    TlsParameters.Version maximum =
        switch (parameters.getTlsMaximumProtocolVersion()) {
          case TLS_AUTO, UNRECOGNIZED -> defaultMaximum;
          case TLSv1_0 -> TlsParameters.Version.TLS_1_0;
          case TLSv1_1 -> TlsParameters.Version.TLS_1_1;
          case TLSv1_2 -> TlsParameters.Version.TLS_1_2;
          case TLSv1_3 -> TlsParameters.Version.TLS_1_3;
        };
    TlsParameters.Version minimum =
        switch (parameters.getTlsMinimumProtocolVersion()) {
          case TLS_AUTO, UNRECOGNIZED, TLSv1_2 -> TlsParameters.Version.TLS_1_2;
          case TLSv1_0 -> TlsParameters.Version.TLS_1_0;
          case TLSv1_1 -> TlsParameters.Version.TLS_1_1;
          case TLSv1_3 -> TlsParameters.Version.TLS_1_3;
        };
    return new TlsParameters(
        minimum, maximum, parameters.getCipherSuitesList(), parameters.getEcdhCurvesList());
  }
}
