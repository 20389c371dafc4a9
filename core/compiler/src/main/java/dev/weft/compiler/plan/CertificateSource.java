package dev.weft.compiler.plan;

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

  /// The operating system's authorities.
  record System() implements CertificateSource {}

  /// No certificate is shown, or the peer's is not verified.
  record None() implements CertificateSource {}
}
