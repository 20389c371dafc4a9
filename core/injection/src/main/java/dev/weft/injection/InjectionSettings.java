package dev.weft.injection;

import java.util.Map;

/// What the mesh says of every injected pod; annotations of the pod come before it.
///
/// @param revision of the control plane that injects
/// @param image of the containers that are added
/// @param mesh who the pod belongs to
/// @param proxyConfig the mesh's `defaultConfig`, as written
/// @param nativeSidecar whether the platform has init containers that go on running
public record InjectionSettings(
    String revision,
    String image,
    Membership mesh,
    Map<String, Object> proxyConfig,
    boolean nativeSidecar) {
  /// The revision that `istio-injection: enabled` means.
  public static final String DEFAULT_REVISION = "default";

  /// Which cluster, network and mesh a pod belongs to.
  ///
  /// @param network empty when there is one network only
  /// @param discoveryAddress `host:port` of the control plane
  public record Membership(
      String cluster, String network, String mesh, String trustDomain, String discoveryAddress) {}

  /// What is usual where nothing else is said.
  public static final InjectionSettings USUAL =
      new InjectionSettings(
          DEFAULT_REVISION,
          "weft:0.1.0",
          new Membership(
              "Kubernetes", "", "cluster.local", "cluster.local", "istiod.istio-system.svc:15012"),
          Map.of(),
          true);

  public InjectionSettings {
    proxyConfig = Trees.copy(proxyConfig);
  }

  /// The same for another membership.
  public InjectionSettings with(Membership other) {
    return new InjectionSettings(revision, image, other, proxyConfig, nativeSidecar);
  }

  /// The same with another default configuration of proxies.
  public InjectionSettings with(Map<String, Object> otherProxyConfig) {
    return new InjectionSettings(revision, image, mesh, otherProxyConfig, nativeSidecar);
  }

  /// The same on a platform without init containers that go on running.
  public InjectionSettings withoutNativeSidecars() {
    return new InjectionSettings(revision, image, mesh, proxyConfig, false);
  }
}
