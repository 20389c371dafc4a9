package dev.weft.world.registry;

import dev.weft.api.Meta;
import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Node;
import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.PodStatus;
import dev.weft.api.kubernetes.container.Container;
import dev.weft.api.kubernetes.container.ContainerPort;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.model.Labels;
import dev.weft.model.Locality;
import dev.weft.model.ResourceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Derives workloads from pods, workload entries and running instances.
final class Workloads {
  private static final String TLS_MODE = "security.istio.io/tlsMode";
  private static final String LOCALITY = "topology.istio.io/locality";
  private static final String OLDER_LOCALITY = "istio-locality";

  private final RegistrySettings settings;
  private final String cluster;
  private final Networks networks;
  private final Map<String, Locality> machines = new HashMap<>();

  Workloads(RegistrySettings settings, String cluster, Networks networks) {
    this.settings = settings;
    this.cluster = cluster;
    this.networks = networks;
  }

  List<Workload> derive(Catalog catalog, Collection<Instance> instances) {
    List<Workload> all = new ArrayList<>();
    for (Resource<Node> machine : catalog.all(Node.class)) {
      machines.put(machine.meta().name(), place(machine.meta().labels()));
    }
    for (Resource<Pod> pod : catalog.all(Pod.class)) {
      pod.spec()
          .status()
          .filter(status -> !status.podIP().isEmpty() && !ended(status))
          .ifPresent(status -> all.add(ofPod(pod, status)));
    }
    for (Resource<WorkloadEntry> entry : catalog.all(WorkloadEntry.class)) {
      all.add(
          ofEntry(
              entry.key(),
              entry.meta().name(),
              entry.spec(),
              entry.meta().labels(),
              Location.MESH_INTERNAL));
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
        new WorkloadKey(cluster, meta.namespace(), meta.name()),
        owner(meta),
        status.podIP(),
        meta.labels(),
        account,
        new Placement(
            cluster,
            network(meta.labels().value(Networks.LABEL), status.podIP()),
            place(meta.labels(), machines.getOrDefault(machine(pod), Locality.UNKNOWN))),
        machine(pod),
        ports,
        1,
        ready ? Health.HEALTHY : Health.UNHEALTHY,
        meta.labels().value(TLS_MODE).equals("istio"),
        pod.key());
  }

  private static String machine(Resource<Pod> pod) {
    return pod.spec().spec().map(spec -> spec.nodeName()).orElse("");
  }

  /// Where a machine stands, as its labels say.
  private static Locality place(Labels labels) {
    return new Locality(
        either(labels, "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"),
        either(labels, "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"),
        labels.value("topology.istio.io/subzone"));
  }

  private static String either(Labels labels, String label, String older) {
    return labels.has(label) ? labels.value(label) : labels.value(older);
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
  /// @param location outside the mesh it is in no network unless it says so, for it is reached from
  ///   all of them
  Workload ofEntry(
      ResourceKey resource, String name, WorkloadEntry entry, Labels more, Location location) {
    TreeMap<String, String> labels = new TreeMap<>(entry.labels());
    labels.putAll(more.values());
    Labels all = Labels.of(labels);
    String said = entry.network().isEmpty() ? all.value(Networks.LABEL) : entry.network();
    boolean mutualTls =
        all.has(TLS_MODE) ? all.value(TLS_MODE).equals("istio") : !entry.serviceAccount().isEmpty();
    return new Workload(
        new WorkloadKey(cluster, resource.namespace(), name),
        resource.name(),
        entry.address(),
        all,
        entry.serviceAccount().isEmpty() ? "default" : entry.serviceAccount(),
        new Placement(
            cluster,
            location == Location.MESH_EXTERNAL ? said : network(said, entry.address()),
            entry.locality().isEmpty()
                ? place(all, Locality.UNKNOWN)
                : Locality.parse(entry.locality())),
        "",
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
        new WorkloadKey(cluster, instance.namespace(), instance.name()),
        instance.workload(),
        instance.address(),
        instance.labels(),
        instance.serviceAccount(),
        new Placement(
            cluster,
            network(instance.labels().value(Networks.LABEL), instance.address()),
            place(instance.labels(), Locality.UNKNOWN)),
        "",
        ports,
        1,
        instance.ready() ? Health.HEALTHY : Health.WITHDRAWN,
        sidecar && !instance.labels().value(TLS_MODE).equals("disabled"),
        declared);
  }

  private String network(String said, String address) {
    return said.isEmpty() ? networks.of(cluster, address) : said;
  }

  private static Locality place(Labels labels, Locality otherwise) {
    String written = labels.has(LOCALITY) ? labels.value(LOCALITY) : labels.value(OLDER_LOCALITY);
    return written.isEmpty() ? otherwise : Locality.parse(written.replace('.', '/'));
  }
}
