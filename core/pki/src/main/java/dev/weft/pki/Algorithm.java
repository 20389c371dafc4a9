package dev.weft.pki;

/// The sorts of key that Weft makes.
public enum Algorithm {
  /// NIST P-256 with SHA-256: the default.
  ECDSA_P256("EC", "SHA256withECDSA"),
  /// For peers that cannot do elliptic curves.
  RSA_2048("RSA", "SHA256withRSA");

  final String keyAlgorithm;
  final String signature;

  Algorithm(String keyAlgorithm, String signature) {
    this.keyAlgorithm = keyAlgorithm;
    this.signature = signature;
  }
}
