package dev.weft.capture.redirect;

import java.util.List;

/// Which questions to name servers go to the agent instead.
public sealed interface DnsCapture {
  /// None.
  record Off() implements DnsCapture {}

  /// Those to these servers, as the pod's `resolv.conf` names them. Others pass, so that a local
  /// caching resolver can still ask its own upstream.
  record Servers(List<String> addresses) implements DnsCapture {
    public Servers {
      addresses = List.copyOf(addresses);
    }
  }

  /// Every one.
  record Everything() implements DnsCapture {}

  DnsCapture OFF = new Off();
  DnsCapture EVERYTHING = new Everything();
}
