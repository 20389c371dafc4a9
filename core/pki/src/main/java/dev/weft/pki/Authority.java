package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority: a key and the certificate chain that vouches for it.
///
/// @param trustDomain whose identities it may sign, and no other's
/// @param key what it signs with
/// @param chain its own certificate first, the root last; one element when it is the root
public record Authority(TrustDomain trustDomain, SigningKey key, List<X509Certificate> chain) {
  /// Istio's life of a self-signed root.
  public static final Duration ROOT_LIFE = Duration.ofDays(3650);

  public Authority {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("an authority without a certificate");
    }
  }

  /// A new self-signed root.
  public static Authority selfSigned(
      TrustDomain trustDomain, Algorithm algorithm, Instant now, SecureRandom random) {
    SigningKey key = SigningKey.make(algorithm, random);
    X500Name name =
        new X500Name("O=" + trustDomain + ",CN=Weft root " + serial(random).toString(36));
    try {
      var extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(random),
                  Date.from(now.minus(IssuePolicy.DEFAULT.backdated())),
                  Date.from(now.plus(ROOT_LIFE)),
                  name,
                  key.publicKey())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  extensions.createSubjectKeyIdentifier(key.publicKey()))
              .addExtension(
                  Extension.subjectAlternativeName,
                  false,
                  new GeneralNames(
                      new GeneralName(
                          GeneralName.uniformResourceIdentifier, "spiffe://" + trustDomain)));
      return new Authority(trustDomain, key, List.of(seal(builder, key, random)));
    } catch (CertIOException | java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("cannot write a root certificate", impossible);
    }
  }

  /// Reads an authority from PEM and checks that key and certificate belong together.
  public static Checked<Authority> parse(TrustDomain trustDomain, String keyPem, String chainPem) {
    return SigningKey.parse(keyPem)
        .then(key ->
            Pem.certificates(chainPem)
                .then(chain -> {
                  X509Certificate own = chain.getFirst();
                  if (!own.getPublicKey().equals(key.publicKey())) {
                    return refused("the certificate is not that of the key");
                  }
                  if (own.getBasicConstraints() < 0) {
                    return refused(
                        "the certificate of "
                            + own.getSubjectX500Principal()
                            + " is not an authority's");
                  }
                  return Checked.valid(new Authority(trustDomain, key, chain));
                }));
  }

  /// The root that others must trust.
  public X509Certificate root() {
    return chain.getLast();
  }

  /// Its bundle: this root for this trust domain.
  public TrustBundle bundle() {
    return TrustBundle.of(trustDomain, List.of(root()));
  }

  /// Signs a leaf and checks that what was signed is what was meant.
  ///
  /// @return leaf first, root last
  /// @throws IllegalArgumentException when the identity is of another trust domain
  public List<X509Certificate> sign(Template template, SecureRandom random) {
    template
        .identity()
        .filter(identity -> !identity.trustDomain().equals(trustDomain))
        .ifPresent(foreign -> {
          throw new IllegalArgumentException(
              "an authority of " + trustDomain + " cannot sign " + foreign);
        });
    X509Certificate leaf = leaf(template, random);
    Inspection.requireMatch(leaf, template, this);
    List<X509Certificate> all = new ArrayList<>(List.of(leaf));
    all.addAll(chain);
    return List.copyOf(all);
  }

  /// The text of key, as it is to be kept; a secret.
  public String keyPem() {
    return key.pem();
  }

  /// The text of its chain.
  public String chainPem() {
    return Pem.text(chain);
  }

  private X509Certificate leaf(Template template, SecureRandom random) {
    X509Certificate issuer = chain.getFirst();
    Instant end = issuer.getNotAfter().toInstant();
    Instant notAfter = template.notAfter().isAfter(end) ? end : template.notAfter();
    try {
      var extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  issuer.getSubjectX500Principal(),
                  serial(random),
                  Date.from(template.notBefore()),
                  Date.from(notAfter),
                  new X500Principal(""),
                  template.publicKey())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, usage(template))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(
                      new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                      }))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()))
              .addExtension(Extension.subjectAlternativeName, true, names(template));
      return seal(builder, key, random);
    } catch (CertIOException | java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("cannot write a leaf certificate", impossible);
    }
  }

  private static KeyUsage usage(Template template) {
    boolean rsa = template.publicKey().getAlgorithm().equals("RSA");
    return new KeyUsage(KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0));
  }

  private static GeneralNames names(Template template) {
    List<GeneralName> names = new ArrayList<>();
    template
        .identity()
        .ifPresent(
            id -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())));
    template.dnsNames().forEach(host -> names.add(new GeneralName(GeneralName.dNSName, host)));
    template
        .addresses()
        .forEach(at -> names.add(new GeneralName(GeneralName.iPAddress, at.getHostAddress())));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static X509Certificate seal(
      X509v3CertificateBuilder builder, SigningKey key, SecureRandom random) {
    try {
      PrivateKey secret = key.privateKey();
      var signer =
          new JcaContentSignerBuilder(key.algorithm().signature)
              .setSecureRandom(random)
              .build(secret);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertificateException impossible) {
      throw new IllegalStateException("cannot sign with " + key, impossible);
    }
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(127, random)
        .setBit(126); // positive, at most 20 octets (RFC 5280, 4.1.2.2)
  }

  private static <T> Checked<T> refused(String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE,
                "",
                cause,
                "restore the authority's files from their backup, or remove both to start anew")));
  }
}
