package dev.weft.compiler.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a proxy gets a certificate with its key, or the authorities it trusts.
public sealed interface CertificateSource {
  /// The workload's own: the secret `default` for a certificate, `ROOTCA` for authorities, from the
  /// agent.
  record Workload() implements CertificateSource {}

  /// A secret that the control plane sends, such as `kubernetes://bookshop-tls` or
  /// `kubernetes://bookshop-tls-cacert`.
  record Credential(String name) implements CertificateSource {}

  /// Files on the proxy's host. As authorities only `certificateChain` is read.
  record Files(String certificateChain, String privateKey) implements CertificateSource {}

  /// Authorities by trust domain: each vouches for names of its own domain alone.
  ///
  /// @param roots PEM text by the name of the trust domain
  record Bundles(Map<String, String> roots) implements CertificateSource {
    public Bundles {
      roots = Collections.unmodifiableMap(new LinkedHashMap<>(roots));
    }
  }

  /// The operating system's authorities.
  record System() implements CertificateSource {}

  /// No certificate is shown, or the peer's is not verified.
  record None() implements CertificateSource {}
}
