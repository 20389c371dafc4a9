package dev.weft.testkit;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.api.weft.Workload;
import dev.weft.model.Address;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.world.registry.Instance;
import java.util.ArrayList;
import java.util.List;

/// Worlds for tests and benchmarks.
public final class Worlds {
  private Worlds() {}

  /// The world of these YAML texts. Each Weft `Workload` in them runs as one ready instance, the
  /// N-th at 10.0.0.N.
  ///
  /// @throws IllegalArgumentException with every problem when a text is refused
  public static World of(String... texts) {
    List<Change> changes = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < texts.length; i++) {
      Parsed parsed = Parser.parse("text-" + (i + 1) + ".yaml", texts[i], "default");
      if (!parsed.isValid()) {
        throw new IllegalArgumentException(parsed.problems().toString());
      }
      for (Resource<?> resource : parsed.resources()) {
        changes.add(new Change.Put(resource));
        if (resource.spec() instanceof Workload workload) {
          changes.add(new Change.Runs(instance(resource, workload, ++number)));
        }
      }
    }
    return World.EMPTY.with(changes);
  }

  /// The world in which the control plane reads another cluster too, which says this.
  ///
  /// @throws IllegalArgumentException with every problem when the text is refused
  public static World linked(World home, String cluster, String text) {
    Parsed parsed = Parser.parse(cluster + ".yaml", text, "default");
    if (!parsed.isValid()) {
      throw new IllegalArgumentException(parsed.problems().toString());
    }
    return home.with(
        parsed.resources().stream()
            .<Change>map(resource -> new Change.Remote(cluster, new Change.Put(resource)))
            .toList());
  }

  private static Instance instance(Resource<?> resource, Workload workload, int number) {
    String address = "10.0." + number / 250 + "." + (number % 250 + 1);
    return new Instance(
        resource.meta().name(),
        resource.meta().name(),
        resource.meta().namespace(),
        resource.meta().labels(),
        workload.serviceAccount(),
        address,
        workload.ports().stream()
            .map(port ->
                new Instance.Port(
                    port.name(),
                    port.port(),
                    dev.weft.model.Protocol.declared(port.protocol(), port.name(), port.port()),
                    Address.ip("127.0.0.1", port.port())))
            .toList(),
        true);
  }

  /// A world of `services` services, `service-0` and on, each with `endpoints` meshed endpoints and
  /// a VirtualService and DestinationRule of its own that split its traffic between two subsets.
  public static World large(int services, int endpoints) {
    StringBuilder text = new StringBuilder(services * 1_200);
    for (int i = 0; i < services; i++) {
      text.append(service(i));
      for (int j = 0; j < endpoints; j++) {
        text.append(workload(i, j));
      }
    }
    return of(text.toString());
  }

  private static String service(int number) {
    return """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: service-%1$d, namespace: default}
    spec: {clusterIP: 10.%2$d.%3$d.1, selector: {app: service-%1$d}, ports: [{name: http, port: 80, targetPort: 8080}]}
    ---
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: service-%1$d, namespace: default}
    spec:
      host: service-%1$d
      subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: service-%1$d, namespace: default}
    spec:
      hosts: [service-%1$d]
      http:
      - match: [{headers: {end-user: {exact: jason}}}]
        route: [{destination: {host: service-%1$d, subset: v2}}]
      - route:
        - {destination: {host: service-%1$d, subset: v1}, weight: 90}
        - {destination: {host: service-%1$d, subset: v2}, weight: 10}
    """
        .formatted(number, 100 + number / 250, number % 250);
  }

  private static String workload(int service, int number) {
    return """
    ---
    apiVersion: weft.dev/v1alpha1
    kind: Workload
    metadata: {name: service-%1$d-%2$d, namespace: default, labels: {app: service-%1$d, version: v%3$d}}
    spec: {serviceAccount: service-%1$d, command: ["true"], ports: [{name: http, port: 8080}]}
    """
        .formatted(service, number, number % 2 + 1);
  }
}
