package dev.weft.api.meshconfig.networks;

/// A gateway's address, or the name of its service.
public sealed interface GatewayAddress {
  record RegistryServiceName(String value) implements GatewayAddress {}

  record Address(String value) implements GatewayAddress {}
}
