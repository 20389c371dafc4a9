package dev.weft.world;

import dev.weft.api.Kind;
import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.destinationrule.DestinationRule;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.kubernetes.EndpointSlice;
import dev.weft.api.kubernetes.Endpoints;
import dev.weft.api.kubernetes.Namespace;
import dev.weft.api.kubernetes.Node;
import dev.weft.api.kubernetes.Pod;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.api.kubernetes.ingress.IngressClass;
import dev.weft.api.meshconfig.MeshConfig;
import dev.weft.api.meshconfig.networks.MeshNetworks;
import dev.weft.api.peerauthentication.PeerAuthentication;
import dev.weft.api.schema.Spec;
import dev.weft.api.serviceentry.ServiceEntry;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.api.weft.TrustBundle;
import dev.weft.api.weft.Workload;
import dev.weft.api.workloadentry.WorkloadEntry;
import dev.weft.model.ResourceKey;
import dev.weft.world.ingress.Ingresses;
import dev.weft.world.rules.AuthorizationPolicies;
import dev.weft.world.rules.DestinationRules;
import dev.weft.world.rules.Gateways;
import dev.weft.world.rules.Mesh;
import dev.weft.world.rules.PeerAuthentications;
import dev.weft.world.rules.Sidecars;
import dev.weft.world.rules.Trust;
import dev.weft.world.rules.VirtualServices;
import java.util.Set;

/// Routing and security resources of one version of the world, indexed for look-up. An index whose
/// resources did not change is shared with the version before.
public record Configuration(
    Mesh mesh,
    VirtualServices virtualServices,
    DestinationRules destinationRules,
    PeerAuthentications peerAuthentications,
    AuthorizationPolicies authorizationPolicies,
    Sidecars sidecars,
    Gateways gateways,
    Trust trust,
    Ingresses ingresses) {
  /// The kinds that the registry is derived from.
  static final Set<Class<? extends Spec>> REGISTRY =
      Set.of(
          Service.class,
          EndpointSlice.class,
          Endpoints.class,
          Pod.class,
          Node.class,
          Namespace.class,
          MeshNetworks.class,
          ServiceEntry.class,
          WorkloadEntry.class,
          Workload.class);

  /// The kinds that count from clusters other than the config cluster.
  private static final Set<Kind> AFAR =
      Set.of(
          Kind.SERVICE,
          Kind.ENDPOINT_SLICE,
          Kind.ENDPOINTS,
          Kind.POD,
          Kind.NODE,
          Kind.NAMESPACE,
          Kind.WORKLOAD_ENTRY,
          Kind.WORKLOAD,
          Kind.SECRET);

  /// Whether a change of another cluster is of a kind that counts from there.
  static boolean countsFromAfar(Change change) {
    return switch (change) {
      case Change.Put put -> AFAR.contains(put.resource().kind());
      case Change.Gone gone -> countsFromAfar(gone.key());
      case Change.Broken broken -> countsFromAfar(broken.key());
      case Change.Runs _, Change.Ended _ -> true;
      case Change.Remote _, Change.Unlinked _ -> false;
    };
  }

  private static boolean countsFromAfar(ResourceKey key) {
    return Kind.named(key.kind()).filter(AFAR::contains).isPresent();
  }

  static Configuration of(Shelf shelf, Mesh mesh) {
    Ingresses ingresses = Ingresses.of(shelf, mesh.rootNamespace(), mesh.domain());
    return new Configuration(
        mesh,
        VirtualServices.of(ingresses.and(shelf.all(VirtualService.class)), mesh),
        DestinationRules.of(shelf.all(DestinationRule.class), mesh),
        PeerAuthentications.of(shelf.all(PeerAuthentication.class), mesh),
        AuthorizationPolicies.of(shelf.all(AuthorizationPolicy.class), mesh),
        Sidecars.of(shelf.all(Sidecar.class), mesh),
        Gateways.of(ingresses.with(shelf.all(Gateway.class))),
        Trust.of(shelf, mesh),
        ingresses);
  }

  /// The indexes of `next`, sharing those whose kinds are the same as in `before`.
  Configuration next(Shelf before, Shelf next) {
    if (before == next) {
      return this;
    }
    Mesh settings = same(before, next, MeshConfig.class) ? mesh : Mesh.of(next).sharing(mesh);
    if (settings != mesh) {
      return of(next, settings);
    }
    Ingresses served = ingresses(before, next);
    return new Configuration(
        mesh,
        served == ingresses && same(before, next, VirtualService.class)
            ? virtualServices
            : virtualServices.next(served.and(next.all(VirtualService.class)), mesh),
        same(before, next, DestinationRule.class)
            ? destinationRules
            : DestinationRules.of(next.all(DestinationRule.class), mesh),
        same(before, next, PeerAuthentication.class)
            ? peerAuthentications
            : PeerAuthentications.of(next.all(PeerAuthentication.class), mesh),
        same(before, next, AuthorizationPolicy.class)
            ? authorizationPolicies
            : AuthorizationPolicies.of(next.all(AuthorizationPolicy.class), mesh),
        same(before, next, Sidecar.class) ? sidecars : Sidecars.of(next.all(Sidecar.class), mesh),
        served == ingresses && same(before, next, Gateway.class)
            ? gateways
            : Gateways.of(served.with(next.all(Gateway.class))),
        same(before, next, TrustBundle.class) && same(before, next, MeshConfig.class)
            ? trust
            : Trust.of(next, mesh).sharing(trust),
        served);
  }

  /// Those of `next`; the same object where they say the same. Services count, for their ports have
  /// names.
  private Ingresses ingresses(Shelf before, Shelf next) {
    if (same(before, next, Ingress.class)
        && same(before, next, IngressClass.class)
        && same(before, next, MeshConfig.class)
        && (next.all(Ingress.class).isEmpty() || same(before, next, Service.class))) {
      return ingresses;
    }
    Ingresses served = Ingresses.of(next, mesh.rootNamespace(), mesh.domain());
    return served.equals(ingresses) ? ingresses : served;
  }

  /// Whether only what clusters do not depend on is other than before: VirtualServices, Gateways,
  /// Sidecars and AuthorizationPolicies.
  boolean differsInRoutesOnly(Configuration before) {
    return mesh == before.mesh
        && destinationRules == before.destinationRules
        && peerAuthentications == before.peerAuthentications
        && trust == before.trust;
  }

  private static <S extends Spec> boolean same(Shelf before, Shelf next, Class<S> kind) {
    return before.all(kind) == next.all(kind);
  }
}
