package dev.weft.api.kubernetes;

/// A port of endpoints; an empty protocol means TCP, port zero means all.
public record EndpointPort(String name, int port, String protocol, String appProtocol) {}
