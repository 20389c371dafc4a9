package dev.weft.compiler.emission;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.model.ResourceKey;
import dev.weft.model.Rule;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The metadata by which a proxy, and whoever reads its configuration, knows which resource decided
/// something: `istio` as istiod marks it, `weft` with the field's path.
final class Marks {
  private static final Pattern WORD = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private Marks() {}

  static Optional<Metadata> of(Optional<Rule> rule) {
    return of(rule, List.of());
  }

  static Optional<Metadata> of(Optional<Rule> rule, List<ClusterPlan.ServiceName> services) {
    if (rule.isEmpty() && services.isEmpty()) {
      return Optional.empty();
    }
    Struct.Builder istio = Struct.newBuilder();
    rule.ifPresent(known -> istio.putFields("config", text(path(known.resource()))));
    if (!services.isEmpty()) {
      ListValue.Builder list = ListValue.newBuilder();
      for (ClusterPlan.ServiceName service : services) {
        list.addValues(
            Value.newBuilder()
                .setStructValue(
                    Struct.newBuilder()
                        .putFields("host", text(service.host()))
                        .putFields("name", text(service.name()))
                        .putFields("namespace", text(service.namespace()))));
      }
      istio.putFields("services", Value.newBuilder().setListValue(list).build());
    }
    Metadata.Builder metadata = Metadata.newBuilder().putFilterMetadata("istio", istio.build());
    rule.ifPresent(known ->
        metadata.putFilterMetadata(
            "weft", Struct.newBuilder().putFields("rule", text(known.toString())).build()));
    return Optional.of(metadata.build());
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  /// istiod's path of a resource:
  /// `/apis/networking.istio.io/v1/namespaces/default/virtual-service/reviews`.
  static String path(ResourceKey key) {
    String kind = WORD.matcher(key.kind()).replaceAll("-").toLowerCase(Locale.ROOT);
    return "/apis/"
        + group(key.kind())
        + "/namespaces/"
        + key.namespace()
        + "/"
        + kind
        + "/"
        + key.name();
  }

  private static String group(String kind) {
    return switch (kind) {
      case "PeerAuthentication", "RequestAuthentication", "AuthorizationPolicy" ->
          "security.istio.io/v1";
      case "Telemetry" -> "telemetry.istio.io/v1";
      case "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute" -> "gateway.networking.k8s.io/v1";
      case "Service" -> "v1";
      default -> "networking.istio.io/v1";
    };
  }
}
