package dev.weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.stub.ClientCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A grpc-java client without a proxy takes its routes and endpoints from Weft (`xds:` names).
class ProxylessIT {
  private static final Path RESOURCES = Project.path("proof/interop/src/test/resources");

  @TempDir private Path folder = Path.of("");

  @Test
  void aGrpcClientResolvesAServiceOverXds() throws Exception {
    Server server = Servers.grpc();
    try {
      Path resources =
          Files.writeString(
              folder.resolve("protocols.yaml"),
              Files.readString(RESOURCES.resolve("protocols/protocols.yaml"))
                  .replace("GRPC_PORT", Integer.toString(server.getPort()))
                  .replace("WS_PORT", "1")
                  .replace("TCP_PORT", "2"));
      try (RunningMesh mesh =
          RunningMesh.up(
              DataPlane.WEFT, List.of(RESOURCES.resolve("scenarios/base.yaml"), resources))) {
        System.setProperty(
            "io.grpc.xds.bootstrapConfig", bootstrap(mesh.record().at("/ports/plain").asInt()));
        ManagedChannel channel =
            Grpc.newChannelBuilder(
                    "xds:///greeter.default.svc.cluster.local:50051",
                    InsecureChannelCredentials.create())
                .build();
        try {
          assertThat(
                  ClientCalls.blockingUnaryCall(
                      channel,
                      Servers.ECHO,
                      CallOptions.DEFAULT
                          .withDeadlineAfter(60, TimeUnit.SECONDS)
                          .withWaitForReady(),
                      "direct"))
              .isEqualTo("echo direct");
        } finally {
          channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
          System.clearProperty("io.grpc.xds.bootstrapConfig");
        }
      }
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  private static String bootstrap(int port) {
    return """
    {
      "xds_servers": [{
        "server_uri": "127.0.0.1:%d",
        "channel_creds": [{"type": "insecure"}],
        "server_features": ["xds_v3"]
      }],
      "node": {
        "id": "sidecar~127.0.0.1~proxyless.default~default.svc.cluster.local",
        "metadata": {"GENERATOR": "grpc", "NAMESPACE": "default"}
      }
    }
    """
        .formatted(port);
  }
}
