package dev.weft.injection;

import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Yaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the mesh's settings and the pod's annotations together say of one pod.
///
/// @param proxyConfig of the mesh, and over it the annotation `proxy.istio.io/config`
/// @param annotations of the pod
record PodOptions(
    Map<String, Object> proxyConfig,
    Map<String, String> annotations,
    boolean gateway,
    boolean nativeSidecar) {
  static final String TEMPLATES = "inject.istio.io/templates";

  static PodOptions of(PodTree pod, InjectionSettings settings) {
    Map<String, String> annotations = pod.annotations();
    Map<String, Object> config = Trees.copy(settings.proxyConfig());
    config.putIfAbsent("discoveryAddress", settings.mesh().discoveryAddress());
    written(annotations.getOrDefault("proxy.istio.io/config", ""))
        .forEach((key, value) -> {
          if (key.equals("proxyMetadata")) {
            Trees.mapping(config, key).putAll(Trees.mapping(value));
          } else {
            config.put(key, value);
          }
        });
    String discovery = annotations.getOrDefault("sidecar.istio.io/discoveryAddress", "");
    if (!discovery.isEmpty()) {
      config.put("discoveryAddress", discovery);
    }
    boolean gateway =
        List.of(annotations.getOrDefault(TEMPLATES, "").split(",", -1)).contains("gateway");
    String wish = annotations.getOrDefault("sidecar.istio.io/nativeSidecar", "");
    boolean nativeSidecar =
        !gateway && (wish.isEmpty() ? settings.nativeSidecar() : wish.equals("true"));
    return new PodOptions(config, annotations, gateway, nativeSidecar);
  }

  private static Map<String, Object> written(String yaml) {
    for (Document document : Yaml.read("proxy.istio.io/config", yaml)) {
      if (document instanceof Document.Read(var root)) {
        return Trees.of(root);
      }
    }
    return Map.of();
  }

  String annotation(String name, String otherwise) {
    return annotations.getOrDefault(name, otherwise);
  }

  Map<String, Object> proxyMetadata() {
    return Trees.mapping(proxyConfig.getOrDefault("proxyMetadata", Map.of()));
  }

  boolean capturesDns() {
    return Trees.text(proxyMetadata(), "ISTIO_META_DNS_CAPTURE").equals("true");
  }

  boolean holdsApplication() {
    return Trees.text(proxyConfig, "holdApplicationUntilProxyStarts").equals("true");
  }

  int statusPort() {
    String port = annotation("status.sidecar.istio.io/port", Trees.text(proxyConfig, "statusPort"));
    return port.matches("[0-9]{1,5}") ? Integer.parseInt(port) : 15020;
  }

  boolean rewritesProbes() {
    return !gateway && annotation("sidecar.istio.io/rewriteAppHTTPProbers", "true").equals("true");
  }

  boolean mergesMetrics() {
    return annotation("prometheus.istio.io/merge-metrics", "true").equals("true");
  }

  String interception() {
    String written = Trees.text(proxyConfig, "interceptionMode");
    return annotation(
        "sidecar.istio.io/interceptionMode", written.isEmpty() ? "REDIRECT" : written);
  }

  /// The words after `weft capture apply`.
  List<String> capture() {
    String prefix = "traffic.sidecar.istio.io/";
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-p", "15001", "-z", "15006", "-u", "1337", "-m", interception()));
    words.addAll(List.of("-i", annotation(prefix + "includeOutboundIPRanges", "*")));
    words.addAll(List.of("-x", annotation(prefix + "excludeOutboundIPRanges", "")));
    words.addAll(List.of("-b", annotation(prefix + "includeInboundPorts", "*")));
    String excluded = annotation(prefix + "excludeInboundPorts", "");
    words.addAll(
        List.of(
            "-d", "15090,15021" + (excluded.isEmpty() ? "" : "," + excluded) + "," + statusPort()));
    optional(words, "-q", prefix + "includeOutboundPorts");
    optional(words, "-o", prefix + "excludeOutboundPorts");
    optional(words, "-c", prefix + "excludeInterfaces");
    String virtual = annotation("istio.io/reroute-virtual-interfaces", "");
    String kubevirt = annotation(prefix + "kubevirtInterfaces", virtual);
    if (!kubevirt.isEmpty()) {
      words.addAll(List.of("-k", kubevirt));
    }
    if (capturesDns()) {
      words.add("--redirect-dns");
    }
    return words;
  }

  private void optional(List<String> words, String flag, String name) {
    String value = annotation(name, "");
    if (!value.isEmpty()) {
      words.addAll(List.of(flag, value));
    }
  }
}
