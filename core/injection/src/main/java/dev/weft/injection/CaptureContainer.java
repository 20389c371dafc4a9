package dev.weft.injection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The container that has the kernel take the pod's traffic to the proxy, and ends.
final class CaptureContainer {
  private CaptureContainer() {}

  static Map<String, Object> of(PodOptions options, InjectionSettings settings) {
    List<Object> words = new ArrayList<>(List.of("capture", "apply"));
    words.addAll(options.capture());
    return Trees.map(
        "name",
        Injector.CAPTURE,
        "image",
        options.annotation("sidecar.istio.io/proxyImage", settings.image()),
        "args",
        words,
        "securityContext",
        Trees.map(
            "allowPrivilegeEscalation",
            false,
            "privileged",
            false,
            "capabilities",
            Trees.map("add", List.of("NET_ADMIN", "NET_RAW"), "drop", List.of("ALL")),
            "readOnlyRootFilesystem",
            false,
            "runAsGroup",
            0L,
            "runAsNonRoot",
            false,
            "runAsUser",
            0L));
  }
}
