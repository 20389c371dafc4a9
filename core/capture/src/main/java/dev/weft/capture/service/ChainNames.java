package dev.weft.capture.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The names of the chains of one port: a prefix and the beginning of a hash of the port's name,
/// because the kernel takes 28 characters only. The hash is kube-proxy's, so that a reader who
/// knows one cluster finds the same names here.
final class ChainNames {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int LENGTH = 16;

  private ChainNames() {}

  /// All backends of the cluster.
  static String service(ServicePort port) {
    return "KUBE-SVC-" + hash(port.name() + port.transport().word());
  }

  /// The backends of this node only.
  static String local(ServicePort port) {
    return "KUBE-SVL-" + hash(port.name() + port.transport().word());
  }

  /// What comes from outside.
  static String external(ServicePort port) {
    return "KUBE-EXT-" + hash(port.name() + port.transport().word());
  }

  /// One backend.
  static String endpoint(ServicePort port, Backend backend) {
    return "KUBE-SEP-" + hash(port.name() + port.transport().word() + backend.target());
  }

  /// The first characters of the hash in base 32 (RFC 4648, section 6).
  private static String hash(String text) {
    byte[] digest;
    try {
      digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
    StringBuilder out = new StringBuilder(LENGTH);
    long bits = 0;
    int held = 0;
    for (int i = 0; out.length() < LENGTH; i++) {
      bits = (bits << 8 | digest[i] & 0xff) & 0xffff;
      held += 8;
      while (held >= 5 && out.length() < LENGTH) {
        held -= 5;
        out.append(ALPHABET.charAt((int) (bits >> held & 31)));
      }
    }
    return out.toString();
  }
}
