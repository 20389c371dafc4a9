package dev.weft.world.registry;

/// Which endpoints a service asks its clients to prefer (Kubernetes, `trafficDistribution`).
public enum Distribution {
  /// None over another.
  ANY,
  /// Those of the client's zone, then of its region, then of its network.
  SAME_ZONE,
  /// Those of the client's machine, then as SAME_ZONE.
  SAME_NODE;

  /// Reads the field or the annotation; a word that is none of its values asks for nothing.
  static Distribution parse(String written) {
    return switch (written) {
      case "PreferClose", "PreferSameZone" -> SAME_ZONE;
      case "PreferSameNode" -> SAME_NODE;
      default -> ANY;
    };
  }
}
