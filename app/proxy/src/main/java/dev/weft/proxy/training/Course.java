package dev.weft.proxy.training;

import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.proxy.bootstrap.BootstrapFile;
import dev.weft.proxy.bootstrap.MessageFile;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Everything the proxy is told in training.
///
/// @param xds port of the control plane
/// @param front port that the client calls
/// @param back port under mutual TLS
/// @param origin port that answers
/// @param folder for sockets and logs
public record Course(int xds, int front, int back, int origin, Path folder) {
  /// The socket of the secret service.
  Path secrets() {
    return folder.resolve("sds.sock");
  }

  private String text(String name) {
    try (InputStream in = Course.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the build lacks " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> values =
          Map.of(
              "XDS", String.valueOf(xds),
              "FRONT", String.valueOf(front),
              "BACK", String.valueOf(back),
              "ORIGIN", String.valueOf(origin),
              "SDS", secrets().toString(),
              "LOG", folder.resolve("access.log").toString());
      for (Map.Entry<String, String> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue());
      }
      return text;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// The file that the proxy starts from.
  BootstrapFile bootstrap() {
    return read("bootstrap.yaml");
  }

  private BootstrapFile read(String name) {
    Checked<BootstrapFile> read = BootstrapFile.parse(name, text(name));
    for (Problem problem : read.remarks()) {
      throw new IllegalStateException(problem.toString());
    }
    return read.orElseThrow();
  }

  /// What the control plane serves.
  Resources resources() {
    Resources.Builder resources = Resources.builder();
    var mesh = read("mesh.yaml").message().getStaticResources();
    mesh.getListenersList().forEach(each -> resources.add(ResourceType.LISTENER, each));
    for (Cluster cluster : mesh.getClustersList()) {
      resources.add(ResourceType.CLUSTER, cluster);
      resources.add(ResourceType.ENDPOINT, endpoints(cluster.getName()));
    }
    MessageFile.parse("routes.yaml", text("routes.yaml"), RouteConfiguration.getDefaultInstance())
        .orElseThrow()
        .forEach(each -> resources.add(ResourceType.ROUTE, each));
    return resources.build();
  }

  private ClusterLoadAssignment endpoints(String cluster) {
    int port = cluster.startsWith("inbound") ? origin : back;
    Address address =
        Address.newBuilder()
            .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
            .build();
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(cluster)
        .addEndpoints(
            LocalityLbEndpoints.newBuilder()
                .addLbEndpoints(
                    LbEndpoint.newBuilder().setEndpoint(Endpoint.newBuilder().setAddress(address))))
        .build();
  }
}
