package dev.weft.api.meshconfig;

import java.util.List;

/// A certificate that the control plane used to provision; no longer has a meaning.
public record Certificate(String secretName, List<String> dnsNames) {
  public Certificate {
    dnsNames = List.copyOf(dnsNames);
  }
}
