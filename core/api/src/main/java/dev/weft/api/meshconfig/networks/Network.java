package dev.weft.api.meshconfig.networks;

import java.util.List;

/// One network: what is in it, and how to reach it (Istio, "Network").
public record Network(List<NetworkEndpoints> endpoints, List<IstioNetworkGateway> gateways) {
  public Network {
    endpoints = List.copyOf(endpoints);
    gateways = List.copyOf(gateways);
  }
}
