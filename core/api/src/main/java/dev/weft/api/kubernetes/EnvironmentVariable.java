package dev.weft.api.kubernetes;

/// A variable of a container's environment.
public record EnvironmentVariable(String name, String value) {}
