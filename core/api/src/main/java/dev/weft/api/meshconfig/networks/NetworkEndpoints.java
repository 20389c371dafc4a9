package dev.weft.api.meshconfig.networks;

/// What belongs to a network: a range of addresses, or a registry.
public sealed interface NetworkEndpoints {
  record FromCidr(String value) implements NetworkEndpoints {}

  record FromRegistry(String value) implements NetworkEndpoints {}
}
