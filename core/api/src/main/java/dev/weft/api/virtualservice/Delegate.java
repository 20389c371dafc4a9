package dev.weft.api.virtualservice;

/// Names the virtual service that rules are taken from (Istio, "Delegate").
public record Delegate(String name, String namespace) {}
