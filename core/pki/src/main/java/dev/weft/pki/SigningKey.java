package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// A private key with its public half. Its text form is PKCS#8 PEM.
///
/// @param algorithm what sort of key it is
/// @param privateKey the half that never leaves its owner
/// @param publicKey the half that gets certified
public record SigningKey(Algorithm algorithm, PrivateKey privateKey, PublicKey publicKey) {

  /// Makes a new key from the given randomness.
  public static SigningKey make(Algorithm algorithm, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm.keyAlgorithm);
      switch (algorithm) {
        case ECDSA_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        case RSA_2048 ->
            generator.initialize(
                new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4), random);
      }
      var pair = generator.generateKeyPair();
      return new SigningKey(algorithm, pair.getPrivate(), pair.getPublic());
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("this JDK has no " + algorithm, absent);
    }
  }

  /// Reads a PEM private key (PKCS#8, SEC1 or PKCS#1); the public half is computed from it.
  public static Checked<SigningKey> parse(String pem) {
    return Pem.privateKey(pem).then(SigningKey::of);
  }

  /// The PKCS#8 PEM text. A secret: never log it.
  public String pem() {
    return Pem.text("PRIVATE KEY", privateKey.getEncoded());
  }

  /// Names the algorithm only.
  @Override
  public String toString() {
    return "SigningKey[" + algorithm + "]";
  }

  private static Checked<SigningKey> of(PrivateKey key) {
    try {
      if (key instanceof ECPrivateKey ec) {
        X9ECParameters curve = ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1);
        boolean p256 = ec.getParams().getOrder().equals(curve.getN());
        if (p256 && inRange(ec.getS(), curve.getN())) {
          byte[] point = curve.getG().multiply(ec.getS()).normalize().getEncoded(false);
          var algorithm =
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
          byte[] encoded = new SubjectPublicKeyInfo(algorithm, point).getEncoded();
          PublicKey half =
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
          return Checked.valid(new SigningKey(Algorithm.ECDSA_P256, key, half));
        }
      } else if (key instanceof RSAPrivateCrtKey rsa && rsa.getModulus().bitLength() >= 2048) {
        var spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
        PublicKey half = KeyFactory.getInstance("RSA").generatePublic(spec);
        return Checked.valid(new SigningKey(Algorithm.RSA_2048, key, half));
      }
    } catch (GeneralSecurityException | java.io.IOException broken) {
      return refused("the private key cannot be read: " + broken.getMessage());
    }
    return refused("a private key of sort " + key.getAlgorithm() + " is not accepted");
  }

  private static boolean inRange(BigInteger scalar, BigInteger order) {
    return scalar.signum() > 0 && scalar.compareTo(order) < 0;
  }

  private static Checked<SigningKey> refused(String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE,
                "",
                cause,
                "use an ECDSA P-256 key or an RSA key of 2048 bits or more")));
  }
}
