package dev.weft.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import org.junit.jupiter.api.Test;

final class NodesTest {
  private static final Node ENVOY =
      Node.newBuilder()
          .setUserAgentName("envoy")
          .setUserAgentBuildVersion(
              BuildVersion.newBuilder()
                  .setVersion(
                      SemanticVersion.newBuilder()
                          .setMajorNumber(1)
                          .setMinorNumber(36)
                          .setPatch(2)))
          .build();

  @Test
  void aProxysVersionIsWhatItSaysOfItself() {
    Node weft = Node.newBuilder().setUserAgentName("weft").setUserAgentVersion("0.1.0").build();

    assertThat(Nodes.version(ENVOY)).isEqualTo("envoy/1.36.2");
    assertThat(Nodes.version(weft)).isEqualTo("weft/0.1.0");
    assertThat(Nodes.version(Node.getDefaultInstance())).isEmpty();
  }

  @Test
  void aReleaseOfIstioIsShownAsIstioctlShowsIt() {
    Value release = Value.newBuilder().setStringValue("1.27.1").build();
    Struct metadata = Struct.newBuilder().putFields("ISTIO_VERSION", release).build();

    assertThat(Nodes.version(ENVOY.toBuilder().setMetadata(metadata).build())).isEqualTo("1.27.1");
  }
}
