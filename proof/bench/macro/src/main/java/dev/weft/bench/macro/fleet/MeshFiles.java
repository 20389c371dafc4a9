package dev.weft.bench.macro.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A mesh of many services with five endpoints each, as files; one service's endpoints and its
/// VirtualService are in files of their own, to be changed.
record MeshFiles(Path directory, int services) {
  static final int PORT = 8080;

  void write() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < services; i++) {
      all.append(
          """
          ---
          apiVersion: v1
          kind: Service
          metadata: {name: svc-%1$d, namespace: default}
          spec:
            clusterIP: 10.96.%2$d.%3$d
            ports: [{name: http, port: %4$d, targetPort: 8080}]
          """
              .formatted(i, i / 250, i % 250 + 1, PORT));
      if (i > 0) {
        all.append(slice(i, 0));
      }
    }
    Files.writeString(directory.resolve("services.yaml"), all);
    endpoints(0);
    route("0");
  }

  private static String slice(int service, int last) {
    StringBuilder slice =
        new StringBuilder(
            """
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: svc-%1$d-a
              namespace: default
              labels: {kubernetes.io/service-name: svc-%1$d}
            addressType: IPv4
            ports: [{name: http, port: 8080}]
            endpoints:
            """
                .formatted(service));
    for (int i = 0; i < 5; i++) {
      int fourth = i == 4 ? 10 + last % 200 : i + 1;
      slice
          .append("- addresses: [10.")
          .append(1 + service / 250)
          .append('.')
          .append(service % 250)
          .append('.')
          .append(fourth)
          .append("]\n");
    }
    return slice.toString();
  }

  /// Gives the first service other endpoints, in one save.
  void endpoints(int last) throws IOException {
    save("endpoints.yaml", slice(0, last));
  }

  /// Gives the first service's route another header, in one save.
  void route(String header) throws IOException {
    save(
        "route.yaml",
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: svc-0, namespace: default}
        spec:
          hosts: [svc-0]
          http:
          - headers: {request: {set: {x-round: "%s"}}}
            route: [{destination: {host: svc-0}}]
        """
            .formatted(header));
  }

  private void save(String name, String text) throws IOException {
    Path written = Files.writeString(directory.resolve("." + name), text);
    Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
