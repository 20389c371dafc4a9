package dev.weft.api.sidecar;

/// How traffic is expected to reach the listener (Istio, "CaptureMode").
public enum CaptureMode {
  DEFAULT,
  IPTABLES,
  NONE
}
