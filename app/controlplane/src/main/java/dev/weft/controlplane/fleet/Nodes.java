package dev.weft.controlplane.fleet;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.model.Checked;
import dev.weft.model.Locality;
import dev.weft.world.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the node of an xDS request.
final class Nodes {
  private static final String ISTIO_VERSION = "ISTIO_VERSION";
  private static final Value NONE = Value.getDefaultInstance();

  private Nodes() {}

  static Checked<Node> read(io.envoyproxy.envoy.config.core.v3.Node node) {
    var place = node.getLocality();
    Locality locality =
        place.getRegion().isEmpty()
            ? Locality.UNKNOWN
            : Locality.parse(place.getRegion() + "/" + place.getZone() + "/" + place.getSubZone());
    return Node.parse(node.getId(), locality, map(node.getMetadata()));
  }

  /// What runs there: Istio's release where the node names one, as istioctl shows it, else the
  /// proxy's own name and version, such as `envoy/1.36.2`; empty when it tells neither.
  static String version(io.envoyproxy.envoy.config.core.v3.Node node) {
    String istio = node.getMetadata().getFieldsOrDefault(ISTIO_VERSION, NONE).getStringValue();
    if (!istio.isEmpty()) {
      return istio;
    }
    var built = node.getUserAgentBuildVersion().getVersion();
    String version =
        node.hasUserAgentBuildVersion()
            ? built.getMajorNumber() + "." + built.getMinorNumber() + "." + built.getPatch()
            : node.getUserAgentVersion();
    return node.getUserAgentName() + (version.isEmpty() ? "" : "/" + version);
  }

  private static Map<String, Object> map(Struct struct) {
    Map<String, Object> map = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((key, value) -> map.put(key, plain(value)));
    return map;
  }

  private static Object plain(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> value.getNumberValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> map(value.getStructValue());
      case LIST_VALUE -> {
        List<Object> list =
            value.getListValue().getValuesList().stream().map(Nodes::plain).toList();
        yield list;
      }
      case NULL_VALUE, KIND_NOT_SET -> "";
    };
  }
}
