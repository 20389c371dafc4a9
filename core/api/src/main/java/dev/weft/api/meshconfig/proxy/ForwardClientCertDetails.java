package dev.weft.api.meshconfig.proxy;

/// What is done with the header that names the client's certificate.
public enum ForwardClientCertDetails {
  UNDEFINED,
  SANITIZE,
  FORWARD_ONLY,
  APPEND_FORWARD,
  SANITIZE_SET,
  ALWAYS_FORWARD_ONLY
}
