package dev.weft.world.registry;

import dev.weft.api.Meta;
import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Container;
import dev.weft.api.kubernetes.ContainerPort;
import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.PodStatus;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Derives workloads from pods, workload entries and running instances.
final class Workloads {
  private static final String TLS_MODE = "security.istio.io/tlsMode";
  private static final String NETWORK = "topology.istio.io/network";

  private final RegistrySettings settings;

  Workloads(RegistrySettings settings) {
    this.settings = settings;
  }

  List<Workload> derive(Catalog catalog, Collection<Instance> instances) {
    List<Workload> all = new ArrayList<>();
    for (Resource<Pod> pod : catalog.all(Pod.class)) {
      pod.spec()
          .status()
          .filter(status -> !status.podIP().isEmpty() && !ended(status))
          .ifPresent(status -> all.add(ofPod(pod, status)));
    }
    for (Resource<WorkloadEntry> entry : catalog.all(WorkloadEntry.class)) {
      all.add(ofEntry(entry.key(), entry.meta().name(), entry.spec(), entry.meta().labels()));
    }
    Set<ResourceKey> gateways = new HashSet<>();
    for (Resource<dev.weft.api.weft.Workload> declared :
        catalog.all(dev.weft.api.weft.Workload.class)) {
      if (declared.spec().gateway()) {
        gateways.add(declared.key());
      }
    }
    for (Instance instance : instances) {
      ResourceKey declared = new ResourceKey("Workload", instance.namespace(), instance.workload());
      all.add(ofInstance(instance, declared, !gateways.contains(declared)));
    }
    return all;
  }

  private static boolean ended(PodStatus status) {
    return status.phase().equals("Succeeded") || status.phase().equals("Failed");
  }

  private Workload ofPod(Resource<Pod> pod, PodStatus status) {
    Map<String, Integer> ports = new TreeMap<>();
    pod.spec()
        .spec()
        .ifPresent(spec -> {
          for (Container container : spec.containers()) {
            for (ContainerPort port : container.ports()) {
              ports.putIfAbsent(port.name(), port.containerPort());
            }
          }
        });
    String account =
        pod.spec()
            .spec()
            .map(spec -> spec.serviceAccountName())
            .filter(sa -> !sa.isEmpty())
            .orElse("default");
    boolean ready =
        status.conditions().stream()
            .filter(condition -> condition.type().equals("Ready"))
            .allMatch(condition -> condition.status().equals("True"));
    Meta meta = pod.meta();
    return new Workload(
        new WorkloadKey(settings.cluster(), meta.namespace(), meta.name()),
        owner(meta),
        status.podIP(),
        meta.labels(),
        account,
        placement(meta.labels(), "", ""),
        ports,
        1,
        ready ? Health.HEALTHY : Health.UNHEALTHY,
        meta.labels().value(TLS_MODE).equals("istio"),
        pod.key());
  }

  /// The Deployment's name where a ReplicaSet owns the pod, else the owner's, else the pod's.
  private static String owner(Meta meta) {
    for (Meta.Owner owner : meta.owners()) {
      if (owner.controller()) {
        String hash = "-" + meta.labels().value("pod-template-hash");
        boolean deployed = owner.kind().equals("ReplicaSet") && owner.name().endsWith(hash);
        return deployed && hash.length() > 1
            ? owner.name().substring(0, owner.name().length() - hash.length())
            : owner.name();
      }
    }
    return meta.name();
  }

  /// A workload entry, or an endpoint written into a service entry.
  ///
  /// @param more labels that win over the entry's own
  Workload ofEntry(ResourceKey resource, String name, WorkloadEntry entry, Labels more) {
    TreeMap<String, String> labels = new TreeMap<>(entry.labels());
    labels.putAll(more.values());
    Labels all = Labels.of(labels);
    boolean mutualTls =
        all.has(TLS_MODE) ? all.value(TLS_MODE).equals("istio") : !entry.serviceAccount().isEmpty();
    return new Workload(
        new WorkloadKey(settings.cluster(), resource.namespace(), name),
        resource.name(),
        entry.address(),
        all,
        entry.serviceAccount().isEmpty() ? "default" : entry.serviceAccount(),
        placement(all, entry.network(), entry.locality()),
        entry.ports(),
        Math.max(1, entry.weight()),
        Health.HEALTHY,
        mutualTls,
        resource);
  }

  private Workload ofInstance(Instance instance, ResourceKey declared, boolean sidecar) {
    Map<String, Integer> ports = new TreeMap<>();
    for (Instance.Port port : instance.ports()) {
      ports.put(port.name(), port.number());
    }
    return new Workload(
        new WorkloadKey(settings.cluster(), instance.namespace(), instance.name()),
        instance.workload(),
        instance.address(),
        instance.labels(),
        instance.serviceAccount(),
        placement(instance.labels(), "", ""),
        ports,
        1,
        instance.ready() ? Health.HEALTHY : Health.WITHDRAWN,
        sidecar && !instance.labels().value(TLS_MODE).equals("disabled"),
        declared);
  }

  private Placement placement(Labels labels, String network, String locality) {
    String place = locality.isEmpty() ? labels.value("istio-locality").replace('.', '/') : locality;
    return new Placement(
        settings.cluster(),
        network.isEmpty() ? labels.value(NETWORK) : network,
        place.isEmpty() ? Locality.UNKNOWN : Locality.parse(place));
  }
}
