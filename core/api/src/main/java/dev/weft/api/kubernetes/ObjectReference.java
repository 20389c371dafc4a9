package dev.weft.api.kubernetes;

/// Names another object.
public record ObjectReference(String kind, String namespace, String name, String uid) {}
