package dev.weft.graph.link.tls;

import com.google.protobuf.Any;
import dev.weft.graph.link.reading.Matchers;
import dev.weft.graph.link.reading.Refusals;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Unpack;
import dev.weft.graph.link.reading.Where;
import dev.weft.graph.match.Text;
import dev.weft.graph.tls.Pem;
import dev.weft.graph.tls.SanMatch;
import dev.weft.graph.tls.Secret;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads secrets.
public final class SecretReader {
  private static final Refusals VALIDATION =
      Refusals.of(
          CertificateValidationContext.getDescriptor(),
          "verify_certificate_spki",
          "ca_certificate_provider_instance",
          "allow_expired_certificate",
          "require_signed_certificate_timestamp",
          "only_verify_leaf_cert_crl",
          "max_verify_depth");

  private static final Refusals BY_DOMAIN =
      Refusals.of(SPIFFECertValidatorConfig.getDescriptor(), "trust_bundles");

  private SecretReader() {}

  public static Secret read(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret secret, Where where)
      throws Unlinkable {
    return switch (secret.getTypeCase()) {
      case TLS_CERTIFICATE -> keyPair(secret.getTlsCertificate(), where.in("tls_certificate"));
      case VALIDATION_CONTEXT ->
          validation(secret.getValidationContext(), where.in("validation_context"));
      case SESSION_TICKET_KEYS -> throw where.lacking("a secret with session ticket keys");
      case GENERIC_SECRET -> throw where.lacking("a generic secret");
      case TYPE_NOT_SET ->
          throw where.fault("the secret is empty", "give it a certificate or validation context");
    };
  }

  public static Secret.KeyPair keyPair(TlsCertificate certificate, Where where) throws Unlinkable {
    if (certificate.hasPrivateKeyProvider()) {
      throw where.in("private_key_provider").lacking("a private key provider");
    }
    if (certificate.hasPkcs12()) {
      throw where.in("pkcs12").lacking("a PKCS #12 file");
    }
    if (certificate.hasPassword()) {
      throw where.in("password").lacking("an encrypted private key");
    }
    return new Secret.KeyPair(
        pem(certificate.getCertificateChain(), where.in("certificate_chain")),
        pem(certificate.getPrivateKey(), where.in("private_key")));
  }

  public static Secret.Validation validation(CertificateValidationContext context, Where where)
      throws Unlinkable {
    VALIDATION.check(context, where);
    boolean untrusted =
        context.getTrustChainVerification()
            == CertificateValidationContext.TrustChainVerification.ACCEPT_UNTRUSTED;
    Optional<Pem> roots =
        context.hasTrustedCa() && !untrusted
            ? Optional.of(pem(context.getTrustedCa(), where.in("trusted_ca")))
            : Optional.empty();
    Optional<Pem> revocations =
        context.hasCrl() ? Optional.of(pem(context.getCrl(), where.in("crl"))) : Optional.empty();
    List<String> hashes = new ArrayList<>();
    for (String hash : context.getVerifyCertificateHashList()) {
      hashes.add(hash.replace(":", "").toLowerCase(Locale.ROOT));
    }
    return new Secret.Validation(
        roots, revocations, sans(context, where), hashes, domains(context, where));
  }

  /// The roots by trust domain, where the validator is Envoy's for SPIFFE; else nothing.
  static Map<String, Pem> domains(CertificateValidationContext context, Where parent)
      throws Unlinkable {
    if (!context.hasCustomValidatorConfig()) {
      return Map.of();
    }
    Where where = parent.in("custom_validator_config");
    Any config = context.getCustomValidatorConfig().getTypedConfig();
    if (!Unpack.type(config).equals(SPIFFECertValidatorConfig.getDescriptor().getFullName())) {
      throw where.lacking(
          "the certificate validator '" + context.getCustomValidatorConfig().getName() + "'");
    }
    SPIFFECertValidatorConfig validator =
        Unpack.as(config, SPIFFECertValidatorConfig.getDefaultInstance(), where);
    BY_DOMAIN.check(validator, where);
    if (validator.getTrustDomainsCount() == 0) {
      throw where
          .in("trust_domains")
          .fault("no trust domain has a bundle", "give each domain that is trusted its roots");
    }
    Map<String, Pem> domains = new LinkedHashMap<>();
    for (int i = 0; i < validator.getTrustDomainsCount(); i++) {
      var domain = validator.getTrustDomains(i);
      Where at = where.in("trust_domains", i);
      if (domain.getName().isEmpty()) {
        throw at.in("name").fault("the trust domain has no name", "name it");
      }
      Pem before =
          domains.put(domain.getName(), pem(domain.getTrustBundle(), at.in("trust_bundle")));
      if (before != null) {
        throw at.fault(
            "trust domain '" + domain.getName() + "' has two bundles",
            "put all of its roots into one");
      }
    }
    return domains;
  }

  public static List<SanMatch> sans(CertificateValidationContext context, Where where)
      throws Unlinkable {
    List<SanMatch> sans = new ArrayList<>();
    for (int i = 0; i < context.getMatchTypedSubjectAltNamesCount(); i++) {
      SubjectAltNameMatcher matcher = context.getMatchTypedSubjectAltNames(i);
      Where at = where.in("match_typed_subject_alt_names", i);
      Text text = Matchers.text(matcher.getMatcher(), at.in("matcher"));
      SanMatch.Kind kind =
          switch (matcher.getSanType()) {
            case EMAIL -> SanMatch.Kind.EMAIL;
            case DNS -> SanMatch.Kind.DNS;
            case URI -> SanMatch.Kind.URI;
            case IP_ADDRESS -> SanMatch.Kind.IP;
            case SAN_TYPE_UNSPECIFIED, OTHER_NAME, UNRECOGNIZED ->
                throw at.in("san_type").lacking("a name of this kind");
          };
      sans.add(new SanMatch(kind, text));
    }
    for (int i = 0; i < context.getMatchSubjectAltNamesCount(); i++) {
      sans.add(
          new SanMatch(
              SanMatch.Kind.ANY,
              Matchers.text(
                  context.getMatchSubjectAltNames(i), where.in("match_subject_alt_names", i))));
    }
    return sans;
  }

  public static Pem pem(DataSource source, Where where) throws Unlinkable {
    return switch (source.getSpecifierCase()) {
      case INLINE_STRING -> new Pem.Inline(source.getInlineString());
      case INLINE_BYTES -> new Pem.Inline(source.getInlineBytes().toString(StandardCharsets.UTF_8));
      case FILENAME -> new Pem.File(source.getFilename());
      case ENVIRONMENT_VARIABLE -> throw where.lacking("a secret from an environment variable");
      case SPECIFIER_NOT_SET -> throw where.fault("there is no PEM text", "give it or name a file");
    };
  }
}
