package dev.weft.compiler.plan;

import dev.weft.model.StringMatch;
import java.util.List;

/// TLS to the endpoints of a cluster.
///
/// @param subjectNames what the server's names must match; any of them; empty for all
/// @param serverName the SNI to send; empty sends none unless `fromAuthority`
/// @param fromAuthority whether SNI and expected name come from the request's authority
///   (`auto_sni`, `auto_san_validation`)
public record ClientTlsPlan(
    CertificateSource certificate,
    CertificateSource authority,
    List<StringMatch> subjectNames,
    String serverName,
    boolean fromAuthority,
    List<String> alpn) {
  public ClientTlsPlan {
    subjectNames = List.copyOf(subjectNames);
    alpn = List.copyOf(alpn);
  }
}
