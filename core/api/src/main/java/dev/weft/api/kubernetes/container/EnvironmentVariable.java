package dev.weft.api.kubernetes.container;

/// A variable of a container's environment.
public record EnvironmentVariable(String name, String value) {}
