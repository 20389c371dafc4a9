package dev.weft.api.meshconfig.proxy;

/// What the name of a service in traces is made of.
public enum TracingServiceName {
  APP_LABEL_AND_NAMESPACE,
  CANONICAL_NAME_ONLY,
  CANONICAL_NAME_AND_NAMESPACE
}
