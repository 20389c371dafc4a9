package dev.weft.api.telemetry;

/// The side of a call that a setting is for (Istio, "WorkloadMode").
public enum WorkloadMode {
  CLIENT_AND_SERVER,
  CLIENT,
  SERVER
}
