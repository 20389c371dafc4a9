package dev.weft.injection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The container of agent and proxy.
///
/// @param pod without it
record ProxyContainer(PodTree pod, PodOptions options, InjectionSettings settings) {
  private static final String HEALTH = "/healthz/ready";

  Map<String, Object> container(Map<String, Object> probers) {
    Map<String, Object> container =
        Trees.map(
            "name",
            Injector.PROXY,
            "image",
            options.annotation("sidecar.istio.io/proxyImage", settings.image()),
            "args",
            words(),
            "ports",
            List.of(
                Trees.map("containerPort", 15090L, "protocol", "TCP", "name", "http-envoy-prom")),
            "env",
            environment(probers),
            "resources",
            resources(),
            "securityContext",
            security(),
            "readinessProbe",
            probe(1L, 15L, 4L),
            "startupProbe",
            probe(0L, 1L, 600L),
            "volumeMounts",
            Volumes.mounts());
    if (options.nativeSidecar()) {
      container.put("restartPolicy", "Always");
      container.put("lifecycle", Trees.map("preStop", post("/drain")));
    } else if (options.holdsApplication() && !options.gateway()) {
      container.put(
          "lifecycle",
          Trees.map(
              "postStart",
              Trees.map("exec", Trees.map("command", List.of("weft", "agent", "wait")))));
    }
    return container;
  }

  private List<String> words() {
    List<String> words = new ArrayList<>(List.of("agent", "--directory", "/etc/istio/proxy"));
    if (options.gateway()) {
      words.add("--gateway");
    }
    return words;
  }

  private Map<String, Object> post(String path) {
    return Trees.map(
        "exec",
        Trees.map(
            "command",
            List.of(
                "weft",
                "agent",
                "request",
                "--port",
                String.valueOf(options.statusPort()),
                "POST",
                path)));
  }

  private Map<String, Object> probe(long delay, long period, long failures) {
    String prefix = "readiness.status.sidecar.istio.io/";
    boolean readiness = failures == 4L;
    return Trees.map(
        "httpGet",
        Trees.map("path", HEALTH, "port", 15021L),
        "initialDelaySeconds",
        readiness ? number(prefix + "initialDelaySeconds", delay) : delay,
        "periodSeconds",
        readiness ? number(prefix + "periodSeconds", period) : period,
        "failureThreshold",
        readiness ? number(prefix + "failureThreshold", failures) : failures,
        "timeoutSeconds",
        3L);
  }

  private long number(String annotation, long otherwise) {
    String text = options.annotation(annotation, "");
    return text.matches("[0-9]{1,6}") ? Long.parseLong(text) : otherwise;
  }

  private Map<String, Object> resources() {
    String prefix = "sidecar.istio.io/proxy";
    return Trees.map(
        "limits",
        Trees.map(
            "cpu",
            options.annotation(prefix + "CPULimit", "2000m"),
            "memory",
            options.annotation(prefix + "MemoryLimit", "1024Mi")),
        "requests",
        Trees.map(
            "cpu",
            options.annotation(prefix + "CPU", "100m"),
            "memory",
            options.annotation(prefix + "Memory", "128Mi")));
  }

  private Map<String, Object> security() {
    boolean transparent = options.interception().equals("TPROXY");
    Map<String, Object> capabilities = new LinkedHashMap<>();
    if (transparent) {
      capabilities.put("add", List.of("NET_ADMIN"));
    }
    capabilities.put("drop", List.of("ALL"));
    return Trees.map(
        "allowPrivilegeEscalation",
        transparent,
        "capabilities",
        capabilities,
        "privileged",
        false,
        "readOnlyRootFilesystem",
        true,
        "runAsGroup",
        1337L,
        "runAsNonRoot",
        true,
        "runAsUser",
        1337L);
  }

  private List<Object> environment(Map<String, Object> probers) {
    InjectionSettings.Membership mesh = settings.mesh();
    List<Object> all = new ArrayList<>();
    field(all, "POD_NAME", "metadata.name");
    field(all, "POD_NAMESPACE", "metadata.namespace");
    field(all, "INSTANCE_IP", "status.podIP");
    field(all, "SERVICE_ACCOUNT", "spec.serviceAccountName");
    text(all, "TRUST_DOMAIN", mesh.trustDomain());
    text(all, "CA_ADDR", Trees.text(options.proxyConfig(), "discoveryAddress"));
    text(all, "CA_ROOT_CA", "/var/run/secrets/istio/root-cert.pem");
    text(all, "TOKEN_FILE", "/var/run/secrets/tokens/istio-token");
    text(all, "PROXY_CONFIG", Trees.json(options.proxyConfig()));
    text(all, "ISTIO_META_CLUSTER_ID", mesh.cluster());
    text(all, "ISTIO_META_MESH_ID", mesh.mesh());
    String network = pod.labels().getOrDefault("topology.istio.io/network", mesh.network());
    if (!network.isEmpty()) {
      text(all, "ISTIO_META_NETWORK", network);
    }
    text(all, "ISTIO_META_INTERCEPTION_MODE", options.gateway() ? "NONE" : options.interception());
    text(all, "ISTIO_METAJSON_POD_PORTS", Trees.json(ports()));
    text(
        all,
        "ISTIO_META_APP_CONTAINERS",
        String.join(
            ",", pod.applications().stream().map(each -> Trees.text(each, "name")).toList()));
    if (!pod.owner().isEmpty()) {
      text(all, "ISTIO_META_WORKLOAD_NAME", pod.owner());
    }
    text(all, "ISTIO_METAJSON_LABELS", Trees.json(pod.labels()));
    if (!options.annotations().isEmpty()) {
      text(all, "ISTIO_METAJSON_ANNOTATIONS", Trees.json(options.annotations()));
    }
    options.proxyMetadata().forEach((name, value) -> text(all, name, String.valueOf(value)));
    if (!probers.isEmpty()) {
      text(all, "ISTIO_KUBE_APP_PROBERS", Trees.json(probers));
    }
    scraped(all);
    return all;
  }

  private void scraped(List<Object> all) {
    Map<String, String> annotations = options.annotations();
    if (!options.mergesMetrics()
        || !annotations.getOrDefault("prometheus.io/scrape", "").equals("true")) {
      return;
    }
    Map<String, Object> scraped = Trees.map("scrape", "true");
    for (String part : List.of("path", "port")) {
      String value = annotations.getOrDefault("prometheus.io/" + part, "");
      if (!value.isEmpty()) {
        scraped.put(part, value);
      }
    }
    text(all, "ISTIO_PROMETHEUS_ANNOTATIONS", Trees.json(scraped));
  }

  private List<Object> ports() {
    List<Object> ports = new ArrayList<>();
    for (Map<String, Object> container : pod.applications()) {
      ports.addAll(Trees.mappings(container, "ports"));
    }
    return ports;
  }

  private static void text(List<Object> all, String name, String value) {
    all.add(Trees.map("name", name, "value", value));
  }

  private static void field(List<Object> all, String name, String path) {
    all.add(
        Trees.map("name", name, "valueFrom", Trees.map("fieldRef", Trees.map("fieldPath", path))));
  }
}
