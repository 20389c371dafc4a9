package dev.weft.api.destinationrule;

/// One of the values that the API has; the first is the default.
public enum SimpleLb {
  UNSPECIFIED,
  LEAST_CONN,
  RANDOM,
  PASSTHROUGH,
  ROUND_ROBIN,
  LEAST_REQUEST
}
