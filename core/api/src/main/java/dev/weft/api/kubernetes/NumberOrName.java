package dev.weft.api.kubernetes;

import dev.weft.api.schema.Untagged;

/// A port by number or by the name that the pod gives it (Kubernetes, IntOrString).
@Untagged
public sealed interface NumberOrName {
  record Number(int value) implements NumberOrName {}

  record Name(String value) implements NumberOrName {}
}
