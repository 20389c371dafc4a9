package dev.weft.telemetry.metrics;

/// One dimension of a metric and its value.
public record Label(String name, String value) {}
