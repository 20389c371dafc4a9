package dev.weft.pki;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// An identity document with its key: what a proxy needs to prove who it is.
///
/// @param identity who
/// @param key the workload's own key
/// @param chain leaf first; the root may be last
public record Svid(Identity identity, SigningKey key, List<X509Certificate> chain) {
  public Svid {
    chain = List.copyOf(chain);
  }

  /// Joins a key and the chain an authority returned, when they belong together.
  public static Checked<Svid> of(SigningKey key, List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return refused("the authority returned no certificate");
    }
    X509Certificate leaf = chain.getFirst();
    if (!leaf.getPublicKey().equals(key.publicKey())) {
      return refused("the authority certified another key than was asked");
    }
    return Inspection.identity(leaf)
        .map(identity -> Checked.valid(new Svid(identity, key, chain)))
        .orElseGet(() -> refused("the certificate names no workload: " + Inspection.uris(leaf)));
  }

  /// The leaf.
  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /// First second of its life.
  public Instant notBefore() {
    return leaf().getNotBefore().toInstant();
  }

  /// Last second of its life.
  public Instant notAfter() {
    return leaf().getNotAfter().toInstant();
  }

  /// The chain as text, leaf first.
  public String chainPem() {
    return Pem.text(chain);
  }

  private static Checked<Svid> refused(String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(
                Problem.Code.INVALID_VALUE, "", cause, "look at the authority's own log")));
  }
}
