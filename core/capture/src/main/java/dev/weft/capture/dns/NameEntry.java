package dev.weft.capture.dns;

import java.util.List;

/// What the control plane tells an agent of one host (Istio, name table).
///
/// @param host the full name; `*.domain` stands for every name below the domain
/// @param addresses of either family, without order
/// @param shortName the service's own name, empty for hosts that are no Kubernetes service
/// @param namespace of the service, empty as well
/// @param others more full names of the host
public record NameEntry(
    String host, List<String> addresses, String shortName, String namespace, List<String> others) {
  public NameEntry {
    addresses = List.copyOf(addresses);
    others = List.copyOf(others);
  }
}
