package dev.weft.proxy.source;

/// Who gave a resource. Later origins give way to earlier ones where names clash.
public enum Origin {
  FILE,
  CONTROL_PLANE,
  SECRETS
}
