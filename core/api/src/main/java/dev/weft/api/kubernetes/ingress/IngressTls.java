package dev.weft.api.kubernetes.ingress;

import java.util.List;

/// A certificate and the hosts that it is shown for.
///
/// @param hosts none for every one
/// @param secretName a Secret of type `kubernetes.io/tls`
public record IngressTls(List<String> hosts, String secretName) {
  public IngressTls {
    hosts = List.copyOf(hosts);
  }
}
