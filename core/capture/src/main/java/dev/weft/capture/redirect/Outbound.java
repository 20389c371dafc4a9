package dev.weft.capture.redirect;

import dev.weft.capture.Cidr;
import java.util.List;

/// Which connections from the pod go through the proxy.
///
/// @param ranges destinations that do
/// @param excludedRanges destinations that do not; goes before what is included
/// @param ports destination ports that do, whatever the address
/// @param excludedPorts destination ports that do not; goes before everything
public record Outbound(
    Choice<Cidr> ranges,
    List<Cidr> excludedRanges,
    List<Integer> ports,
    List<Integer> excludedPorts) {
  public static final Outbound NONE = new Outbound(Choice.none(), List.of(), List.of(), List.of());

  public static final Outbound SIDECAR =
      new Outbound(Choice.all(), List.of(), List.of(), List.of());

  public Outbound {
    excludedRanges = List.copyOf(excludedRanges);
    ports = List.copyOf(ports);
    excludedPorts = List.copyOf(excludedPorts);
  }
}
