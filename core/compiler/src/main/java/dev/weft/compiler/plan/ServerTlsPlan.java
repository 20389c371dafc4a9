package dev.weft.compiler.plan;

import dev.weft.model.StringMatch;
import java.util.List;

/// TLS of a filter chain.
///
/// @param alpn protocols offered, best first
/// @param subjectNames what a client certificate's names must match; any of them; empty for all
/// @param minimum `TLSv1_2`-style name of Envoy's enum, empty for the default (1.2)
/// @param maximum likewise, empty for the default (1.3)
public record ServerTlsPlan(
    CertificateSource certificate,
    CertificateSource authority,
    ClientCertificate clientCertificate,
    List<StringMatch> subjectNames,
    List<String> alpn,
    String minimum,
    String maximum,
    List<String> cipherSuites) {
  public ServerTlsPlan {
    subjectNames = List.copyOf(subjectNames);
    alpn = List.copyOf(alpn);
    cipherSuites = List.copyOf(cipherSuites);
  }

  public enum ClientCertificate {
    NOT_ASKED,
    OPTIONAL,
    REQUIRED
  }
}
