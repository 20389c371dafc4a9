package dev.weft.world.rules;

/// What becomes of traffic to destinations that the registry does not know.
public enum OutboundPolicy {
  /// It is passed through.
  ALLOW_ANY,
  /// It is refused.
  REGISTRY_ONLY
}
