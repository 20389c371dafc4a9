package dev.weft.api.meshconfig.provider;

/// The forms of trace context that OpenCensus knows.
public enum TraceContext {
  UNSPECIFIED,
  W3C_TRACE_CONTEXT,
  GRPC_BIN,
  CLOUD_TRACE_CONTEXT,
  B3
}
