package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServicePort;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.api.kubernetes.ingress.IngressBackend;
import dev.weft.api.kubernetes.ingress.IngressPath;
import dev.weft.api.kubernetes.ingress.IngressRule;
import dev.weft.api.schema.Nearest;
import dev.weft.model.Problem;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Ingresses: whether their backends are services that exist, with the ports they name. Requests to
/// one that does not are answered with 404 or 503 by the gateway, and by nobody else.
final class IngressChecks {
  private final World world;
  private final Findings findings;
  private final Map<String, Map<String, List<ServicePort>>> ports = new HashMap<>();

  IngressChecks(World world, Findings findings) {
    this.world = world;
    this.findings = findings;
  }

  void run() {
    for (Resource<Service> service : world.all(Service.class)) {
      ports
          .computeIfAbsent(service.meta().namespace(), namespace -> new HashMap<>())
          .put(service.meta().name(), service.spec().spec().ports());
    }
    for (Resource<Ingress> ingress : world.all(Ingress.class)) {
      ingress
          .spec()
          .spec()
          .defaultBackend()
          .ifPresent(backend -> backend(ingress, backend, "spec.defaultBackend"));
      List<IngressRule> rules = ingress.spec().spec().rules();
      for (int i = 0; i < rules.size(); i++) {
        List<IngressPath> paths =
            rules.get(i).http().map(IngressRule.Http::paths).orElse(List.of());
        for (int j = 0; j < paths.size(); j++) {
          String path = "spec.rules[" + i + "].http.paths[" + j + "].backend";
          backend(ingress, paths.get(j).backend(), path);
        }
      }
    }
  }

  private void backend(Resource<Ingress> ingress, IngressBackend backend, String path) {
    backend
        .service()
        .ifPresent(service -> {
          String namespace = ingress.meta().namespace();
          Map<String, List<ServicePort>> known = ports.getOrDefault(namespace, Map.of());
          List<ServicePort> offered = known.get(service.name());
          if (offered == null) {
            dangling(
                ingress,
                path + ".service.name",
                "there is no Service '" + service.name() + "' in namespace " + namespace,
                known.isEmpty()
                    ? "add it; the backend of an Ingress is in its own namespace"
                    : Nearest.remedy(service.name(), new TreeSet<>(known.keySet())));
            return;
          }
          service
              .port()
              .filter(port ->
                  port.number() != 0
                      ? offered.stream().noneMatch(one -> one.port() == port.number())
                      : offered.stream().noneMatch(one -> one.name().equals(port.name())))
              .ifPresent(port -> {
                boolean numbered = port.number() != 0;
                Set<String> names = new TreeSet<>();
                offered.forEach(
                    one -> names.add(numbered ? String.valueOf(one.port()) : one.name()));
                names.remove("");
                dangling(
                    ingress,
                    path + ".service.port." + (numbered ? "number" : "name"),
                    "Service '"
                        + service.name()
                        + "' has no port "
                        + (numbered ? port.number() : "named '" + port.name() + "'"),
                    names.isEmpty()
                        ? "give the Service's port a name, or write its number here"
                        : "use one of " + String.join(", ", names));
              });
        });
  }

  private void dangling(Resource<Ingress> ingress, String path, String cause, String remedy) {
    findings.add(
        ingress, path, Finding.warning(101, Problem.Code.DANGLING_REFERENCE, cause, remedy));
  }
}
