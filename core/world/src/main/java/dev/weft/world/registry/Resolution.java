package dev.weft.world.registry;

/// How the endpoints of a service are found.
public enum Resolution {
  /// The mesh knows them: Kubernetes Services, and entries with STATIC resolution.
  ENDPOINTS,
  /// DNS names, every address of the answer is an endpoint.
  DNS,
  /// DNS names, one address at a time.
  DNS_ROUND_ROBIN,
  /// The application chose an address: headless Services, and entries with NONE resolution.
  PASSTHROUGH,
  /// The host of each request is resolved when it comes.
  DYNAMIC_DNS,
  /// Another name for a service (Kubernetes `ExternalName`).
  ALIAS
}
