package dev.weft.world.ingress;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.api.kubernetes.ingress.IngressClass;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.MeshConfig.IngressControllerMode;
import dev.weft.world.registry.Catalog;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which Ingresses are the mesh's, and which proxies serve them.
///
/// @param annotated the value of the older annotation that names the mesh
/// @param classes the IngressClasses that name the mesh's controller
/// @param selector labels of the proxies
record Settings(
    IngressControllerMode mode,
    String annotated,
    Set<String> classes,
    Map<String, String> selector,
    String rootNamespace) {
  /// How an IngressClass names the controller.
  private static final String CONTROLLER = "istio.io/ingress-controller";

  private static final String ANNOTATION = "kubernetes.io/ingress.class";

  static Settings of(Catalog catalog, String rootNamespace) {
    Set<String> classes =
        catalog.all(IngressClass.class).stream()
            .filter(one -> one.spec().spec().controller().equals(CONTROLLER))
            .map(one -> one.meta().name())
            .collect(Collectors.toSet());
    for (Resource<MeshConfig> resource : catalog.all(MeshConfig.class)) {
      if (resource.meta().name().equals("istio")) {
        MeshConfig written = resource.spec();
        String proxies =
            written.ingressSelector().isEmpty()
                ? written.ingressService()
                : written.ingressSelector();
        return new Settings(
            written.ingressControllerMode(),
            written.ingressClass(),
            classes,
            Map.of("istio", proxies),
            rootNamespace);
      }
    }
    return new Settings(
        IngressControllerMode.STRICT,
        "istio",
        classes,
        Map.of("istio", "ingressgateway"),
        rootNamespace);
  }

  /// Whether the mesh's controller is to serve it. The annotation goes before the field, as in
  /// Istio; what names no class is served in the mode DEFAULT alone.
  boolean serves(Resource<Ingress> ingress) {
    if (mode == IngressControllerMode.OFF) {
      return false;
    }
    String annotation = ingress.meta().annotation(ANNOTATION);
    if (!annotation.isEmpty()) {
      return annotation.equals(annotated);
    }
    String named = ingress.spec().spec().ingressClassName();
    return named.isEmpty() ? mode == IngressControllerMode.DEFAULT : classes.contains(named);
  }
}
