package dev.weft.api.wasmplugin;

/// What happens when the extension fails (Istio, "FailStrategy").
public enum FailStrategy {
  FAIL_CLOSE,
  FAIL_OPEN,
  FAIL_RELOAD
}
