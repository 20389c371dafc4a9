package dev.weft.injection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts a proxy into a pod: the containers, volumes, labels and annotations that Istio's webhook
/// adds, under the same names. What the pod's author wrote for the container `istio-proxy` counts.
public final class Injector {
  /// The container of agent and proxy.
  public static final String PROXY = "istio-proxy";

  /// The container that has the pod's traffic captured, and ends.
  public static final String CAPTURE = "istio-init";

  /// The annotation by which an injected pod is known.
  public static final String STATUS = "sidecar.istio.io/status";

  private static final String CANONICAL = "service.istio.io/canonical-";

  private Injector() {}

  /// The pod with a proxy. Whether it is to have one is decided before, by [Selection].
  public static PodTree inject(PodTree pod, InjectionSettings settings) {
    PodOptions options = PodOptions.of(pod, settings);
    PodTree result = new PodTree(pod.tree(), pod.owner());
    Map<String, Object> tree = result.tree();
    Map<String, Object> spec = Trees.mapping(tree, "spec");
    Map<String, Object> written = Trees.copy(result.container(PROXY));
    Map<String, Object> probers = new LinkedHashMap<>();
    if (options.rewritesProbes()) {
      for (Map<String, Object> container : result.applications()) {
        probers.putAll(Probes.rewrite(container, options.statusPort()));
      }
    }
    Map<String, Object> proxy =
        merged(new ProxyContainer(result, options, settings).container(probers), written);
    place(spec, proxy, options, settings);
    List<Object> volumes = Trees.list(spec, "volumes");
    Volumes.all().forEach(volume -> addByName(volumes, volume));
    metadata(result, options, settings);
    return result;
  }

  private static void place(
      Map<String, Object> spec,
      Map<String, Object> proxy,
      PodOptions options,
      InjectionSettings settings) {
    List<Object> containers = Trees.list(spec, "containers");
    containers.removeIf(each -> Trees.text(Trees.mapping(each), "name").equals(PROXY));
    List<Object> first = new ArrayList<>();
    if (!options.gateway() && !options.interception().equals("NONE")) {
      first.add(CaptureContainer.of(options, settings));
    }
    if (options.nativeSidecar()) {
      first.add(proxy);
    } else if (options.holdsApplication() || options.gateway()) {
      containers.addFirst(proxy);
    } else {
      containers.add(proxy);
    }
    if (!first.isEmpty()) {
      List<Object> inits = Trees.list(spec, "initContainers");
      inits.removeIf(each -> Trees.text(Trees.mapping(each), "name").equals(CAPTURE));
      // Before the application's own: what they call goes through the mesh, where a native sidecar
      // serves it; without one, capture comes last, so that they can call anything at all.
      inits.addAll(options.nativeSidecar() ? 0 : inits.size(), first);
    }
  }

  /// `over`, and below it what it does not say; lists by the names of their members.
  private static Map<String, Object> merged(Map<String, Object> under, Map<String, Object> over) {
    Map<String, Object> result = Trees.copy(under);
    over.forEach((key, value) -> {
      if (key.equals("image") && String.valueOf(value).equals("auto")) {
        return;
      }
      if (value instanceof Map<?, ?> && result.get(key) instanceof Map<?, ?>) {
        result.put(
            key, merged(Trees.mapping(result.getOrDefault(key, Map.of())), Trees.mapping(value)));
      } else if (value instanceof List<?> list
          && List.of("env", "ports", "volumeMounts").contains(key)) {
        List<Object> members = Trees.list(result, key);
        list.forEach(member -> {
          Map<String, Object> named = Trees.mapping(member);
          members.removeIf(each -> sameName(Trees.mapping(each), named));
          members.add(member);
        });
      } else {
        result.put(key, value);
      }
    });
    return result;
  }

  private static boolean sameName(Map<String, Object> one, Map<String, Object> other) {
    return !Trees.text(one, "name").isEmpty()
        && Trees.text(one, "name").equals(Trees.text(other, "name"));
  }

  private static void addByName(List<Object> list, Map<String, Object> member) {
    if (list.stream().noneMatch(each -> sameName(Trees.mapping(each), member))) {
      list.add(member);
    }
  }

  private static void metadata(PodTree pod, PodOptions options, InjectionSettings settings) {
    Map<String, Object> metadata = Trees.mapping(pod.tree(), "metadata");
    Map<String, String> has = pod.labels();
    Map<String, Object> labels = Trees.mapping(metadata, "labels");
    if (!options.gateway()) {
      labels.putIfAbsent("security.istio.io/tlsMode", "istio");
    }
    labels.putIfAbsent(
        CANONICAL + "name",
        canonical(has, "name", "app", pod.owner().isEmpty() ? pod.name() : pod.owner()));
    labels.putIfAbsent(CANONICAL + "revision", canonical(has, "version", "version", "latest"));
    Map<String, Object> annotations = Trees.mapping(metadata, "annotations");
    annotations.put("istio.io/rev", settings.revision());
    List<Map<String, Object>> applications = pod.applications();
    if (!applications.isEmpty()) {
      String name = Trees.text(applications.getFirst(), "name");
      annotations.putIfAbsent("kubectl.kubernetes.io/default-container", name);
      annotations.putIfAbsent("kubectl.kubernetes.io/default-logs-container", name);
    }
    boolean scraped =
        String.valueOf(annotations.getOrDefault("prometheus.io/scrape", "")).equals("true");
    if (options.mergesMetrics() && (scraped || !annotations.containsKey("prometheus.io/scrape"))) {
      annotations.put("prometheus.io/scrape", "true");
      annotations.put("prometheus.io/port", String.valueOf(options.statusPort()));
      annotations.put("prometheus.io/path", "/stats/prometheus");
    }
    annotations.put(STATUS, Trees.json(status(pod, settings)));
  }

  private static String canonical(
      Map<String, String> labels, String kubernetes, String plain, String otherwise) {
    String found =
        labels.getOrDefault(
            "app.kubernetes.io/" + kubernetes, labels.getOrDefault(plain, otherwise));
    return found.isEmpty() ? "unknown" : found;
  }

  private static Map<String, Object> status(PodTree pod, InjectionSettings settings) {
    List<String> inits = new ArrayList<>();
    List<String> containers = new ArrayList<>();
    for (Map<String, Object> each : Trees.mappings(pod.spec(), "initContainers")) {
      if (List.of(CAPTURE, PROXY).contains(Trees.text(each, "name"))) {
        inits.add(Trees.text(each, "name"));
      }
    }
    for (Map<String, Object> each : Trees.mappings(pod.spec(), "containers")) {
      if (Trees.text(each, "name").equals(PROXY)) {
        containers.add(PROXY);
      }
    }
    return Trees.map(
        "initContainers",
        inits,
        "containers",
        containers,
        "volumes",
        Volumes.all().stream().map(volume -> Trees.text(volume, "name")).toList(),
        "revision",
        settings.revision());
  }
}
