package dev.weft.api;

import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.api.envoyfilter.EnvoyFilter;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.kubernetes.ConfigMap;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Endpoints;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.api.kubernetes.Node;
import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.Secret;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServiceAccount;
import dev.weft.api.kubernetes.deployment.Deployment;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.api.kubernetes.ingress.IngressClass;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.peerauthentication.PeerAuthentication;
import dev.weft.api.proxyconfig.ProxyConfig;
import dev.weft.api.requestauthentication.RequestAuthentication;
import dev.weft.api.schema.Spec;
import dev.weft.api.serviceentry.ServiceEntry;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.api.telemetry.Telemetry;
import dev.weft.api.trafficextension.TrafficExtension;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.api.wasmplugin.WasmPlugin;
import dev.weft.api.weft.TrustBundle;
import dev.weft.api.weft.Workload;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.api.workloadentry.WorkloadGroup;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The kinds of resources that Weft reads, each in every API version that is served for it.
public enum Kind {
  VIRTUAL_SERVICE("VirtualService", Group.NETWORKING, VirtualService.class),
  DESTINATION_RULE("DestinationRule", Group.NETWORKING, DestinationRule.class),
  GATEWAY("Gateway", Group.NETWORKING, Gateway.class),
  SERVICE_ENTRY("ServiceEntry", Group.NETWORKING, ServiceEntry.class),
  WORKLOAD_ENTRY("WorkloadEntry", Group.NETWORKING, WorkloadEntry.class),
  WORKLOAD_GROUP("WorkloadGroup", Group.NETWORKING, WorkloadGroup.class),
  SIDECAR("Sidecar", Group.NETWORKING, Sidecar.class),
  ENVOY_FILTER("EnvoyFilter", Group.NETWORKING_ALPHA, EnvoyFilter.class),
  PROXY_CONFIG("ProxyConfig", Group.NETWORKING_BETA, ProxyConfig.class),
  PEER_AUTHENTICATION("PeerAuthentication", Group.SECURITY, PeerAuthentication.class),
  REQUEST_AUTHENTICATION("RequestAuthentication", Group.SECURITY, RequestAuthentication.class),
  AUTHORIZATION_POLICY("AuthorizationPolicy", Group.SECURITY, AuthorizationPolicy.class),
  TELEMETRY("Telemetry", Group.TELEMETRY, Telemetry.class),
  WASM_PLUGIN("WasmPlugin", Group.EXTENSIONS, WasmPlugin.class),
  TRAFFIC_EXTENSION("TrafficExtension", Group.EXTENSIONS, TrafficExtension.class),
  MESH_CONFIG("MeshConfig", Group.MESH, MeshConfig.class),
  MESH_NETWORKS("MeshNetworks", Group.MESH, MeshNetworks.class),
  NAMESPACE("Namespace", Group.CORE, Namespace.class),
  NODE("Node", Group.CORE, Node.class),
  SERVICE("Service", Group.CORE, Service.class),
  ENDPOINT_SLICE("EndpointSlice", Group.DISCOVERY, EndpointSlice.class),
  ENDPOINTS("Endpoints", Group.CORE, Endpoints.class),
  POD("Pod", Group.CORE, Pod.class),
  DEPLOYMENT("Deployment", Group.APPS, Deployment.class),
  SERVICE_ACCOUNT("ServiceAccount", Group.CORE, ServiceAccount.class),
  SECRET("Secret", Group.CORE, Secret.class),
  CONFIG_MAP("ConfigMap", Group.CORE, ConfigMap.class),
  INGRESS("Ingress", Group.KUBERNETES_NETWORKING, Ingress.class),
  INGRESS_CLASS("IngressClass", Group.KUBERNETES_NETWORKING, IngressClass.class),
  WORKLOAD("Workload", Group.WEFT, Workload.class),
  TRUST_BUNDLE("TrustBundle", Group.WEFT, TrustBundle.class);

  private final String label;
  private final Group group;
  private final Class<? extends Spec> type;

  Kind(String label, Group group, Class<? extends Spec> type) {
    this.label = label;
    this.group = group;
    this.type = type;
  }

  /// The name of the kind as it is written, such as `VirtualService`.
  public String label() {
    return label;
  }

  /// The record that holds what resources of this kind say.
  public Class<? extends Spec> type() {
    return type;
  }

  /// The values of `apiVersion` that are served, the preferred one first.
  public List<String> apiVersions() {
    return group.apiVersions;
  }

  /// Whether resources of this kind live in a namespace.
  public boolean namespaced() {
    return this != NAMESPACE && this != NODE && this != INGRESS_CLASS;
  }

  /// Whether a field that the kind does not have is an error. For Kubernetes' own kinds it is not:
  /// of them only the fields that a mesh reads are known here.
  public boolean strict() {
    return switch (group) {
      case CORE, DISCOVERY, APPS, KUBERNETES_NETWORKING -> false;
      case NETWORKING,
          NETWORKING_ALPHA,
          NETWORKING_BETA,
          SECURITY,
          TELEMETRY,
          EXTENSIONS,
          MESH,
          WEFT ->
          true;
    };
  }

  /// Whether the record stands for the document as a whole rather than for its `spec`.
  public boolean bare() {
    return !strict() || group == Group.MESH;
  }

  /// The kind with this name.
  public static Optional<Kind> named(String label) {
    return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
  }

  private enum Group {
    NETWORKING(
        "networking.istio.io/v1", "networking.istio.io/v1beta1", "networking.istio.io/v1alpha3"),
    NETWORKING_ALPHA("networking.istio.io/v1alpha3"),
    NETWORKING_BETA("networking.istio.io/v1beta1"),
    SECURITY("security.istio.io/v1", "security.istio.io/v1beta1"),
    TELEMETRY("telemetry.istio.io/v1", "telemetry.istio.io/v1alpha1"),
    EXTENSIONS("extensions.istio.io/v1alpha1"),
    CORE("v1"),
    DISCOVERY("discovery.k8s.io/v1"),
    APPS("apps/v1"),
    KUBERNETES_NETWORKING("networking.k8s.io/v1"),
    /// Not served by any store: these are texts in a ConfigMap, and this is how Weft names them.
    MESH("mesh.istio.io/v1alpha1"),
    WEFT("weft.dev/v1alpha1");

    private final List<String> apiVersions;

    Group(String... apiVersions) {
      this.apiVersions = List.of(apiVersions);
    }
  }
}
