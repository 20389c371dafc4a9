package dev.weft.compiler.cluster;

import dev.weft.api.destinationrule.ClientTlsSettings;
import dev.weft.compiler.plan.CertificateSource;
import dev.weft.compiler.plan.ClientTlsPlan;
import dev.weft.compiler.plan.ClusterPlan;
import dev.weft.compiler.trust.Believed;
import dev.weft.model.Identity;
import dev.weft.model.StringMatch;
import dev.weft.model.TrustDomain;
import dev.weft.world.View;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Resolution;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.world.rules.Mesh;
import dev.weft.world.rules.MutualTls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Decides how the connections of a cluster are secured: what a DestinationRule says, else mutual
/// TLS wherever the server has a proxy and its policy is not DISABLE.
final class UpstreamSecurity {
  private static final List<String> IN_MESH = List.of("istio-peer-exchange", "istio");
  private static final List<String> IN_MESH_HTTP2 = List.of("istio-peer-exchange", "istio", "h2");

  private final View view;

  UpstreamSecurity(View view) {
    this.view = view;
  }

  /// One cluster as far as its TLS is concerned.
  ///
  /// @param selector whether the rule is for selected workloads only, so that it may name secrets
  /// @param original whether connections keep their original destination
  record Target(Service service, String sni, boolean http2, boolean selector, boolean original) {}

  ClusterPlan.UpstreamTls decide(Policy policy, Target target) {
    return policy.tls().map(written -> written(written, target)).orElseGet(() -> automatic(target));
  }

  private ClusterPlan.UpstreamTls written(ClientTlsSettings tls, Target target) {
    return switch (tls.mode()) {
      case DISABLE -> new ClusterPlan.Plain();
      case ISTIO_MUTUAL ->
          new ClusterPlan.Always(
              mutual(
                  target,
                  tls.sni().isEmpty() ? target.sni() : tls.sni(),
                  tls.subjectAltNames().isEmpty()
                      ? identities(target.service())
                      : exact(tls.subjectAltNames())));
      case SIMPLE, MUTUAL -> {
        boolean secret = !tls.credentialName().isEmpty();
        boolean refused =
            secret
                && view.node().isSidecar()
                && !target.selector()
                && !tls.credentialName().startsWith("configmap://");
        yield refused ? new ClusterPlan.Plain() : new ClusterPlan.Always(own(tls, target));
      }
    };
  }

  private static ClientTlsPlan own(ClientTlsSettings tls, Target target) {
    boolean mutual = tls.mode() == ClientTlsSettings.Mode.MUTUAL;
    String secret = credential(tls.credentialName());
    CertificateSource certificate =
        !mutual
            ? new CertificateSource.None()
            : !secret.isEmpty()
                ? new CertificateSource.Credential(secret)
                : new CertificateSource.Files(tls.clientCertificate(), tls.privateKey());
    CertificateSource authority =
        tls.insecureSkipVerify().orElse(false)
            ? new CertificateSource.None()
            : !secret.isEmpty()
                ? new CertificateSource.Credential(secret + "-cacert")
                : tls.caCertificates().isEmpty() || tls.caCertificates().equals("system")
                    ? new CertificateSource.System()
                    : new CertificateSource.Files(tls.caCertificates(), "");
    List<String> names =
        tls.subjectAltNames().isEmpty() && !target.service().isKubernetes()
            ? target.service().subjectAltNames()
            : tls.subjectAltNames();
    return new ClientTlsPlan(
        certificate,
        authority,
        exact(names),
        tls.sni(),
        tls.sni().isEmpty(),
        target.http2() ? List.of("h2") : List.of());
  }

  /// The name that a secret is sent under: `kubernetes://NAME` unless a scheme is written.
  static String credential(String written) {
    return written.isEmpty() || written.contains("://") ? written : "kubernetes://" + written;
  }

  private ClusterPlan.UpstreamTls automatic(Target target) {
    Service service = target.service();
    boolean off =
        service.isExternal()
            || !view.mesh().upstream().autoMutualTls()
            || serverMode(service).map(mode -> mode == MutualTls.DISABLE).orElse(true);
    if (off) {
      return new ClusterPlan.Plain();
    }
    ClientTlsPlan tls = mutual(target, target.sni(), identities(service));
    return target.original() ? new ClusterPlan.Always(tls) : new ClusterPlan.WhereMeshed(tls);
  }

  /// The mode of the service as a whole; unknown for a headless service some of whose endpoints
  /// have no proxy, for there is no telling which one a connection goes to.
  private Optional<MutualTls> serverMode(Service service) {
    if (service.resolution() == Resolution.PASSTHROUGH && view.node().isSidecar()) {
      boolean any = false;
      for (ServicePort port : service.ports()) {
        for (Endpoint endpoint : view.endpoints(service, port.number())) {
          any = true;
          if (!endpoint.workload().mutualTls()) {
            return Optional.empty();
          }
        }
      }
      if (!any) {
        return Optional.empty();
      }
    }
    return Optional.of(
        view.configuration().peerAuthentications().decide(service.namespace()).mode());
  }

  private ClientTlsPlan mutual(Target target, String sni, List<StringMatch> names) {
    return new ClientTlsPlan(
        new CertificateSource.Workload(),
        Believed.authorities(view),
        names,
        sni,
        false,
        target.http2() ? IN_MESH_HTTP2 : IN_MESH);
  }

  /// The SPIFFE ids that the service's endpoints may have, in the mesh's trust domain and its
  /// aliases, and the names that its ServiceEntry allows. Where it allows some, an endpoint that is
  /// no workload of this mesh has none beside them.
  private List<StringMatch> identities(Service service) {
    TreeSet<String> names = new TreeSet<>(service.subjectAltNames());
    Mesh.Trust trust = view.mesh().identity();
    for (ServicePort port : service.ports()) {
      for (Endpoint endpoint : view.endpoints(service, port.number())) {
        if (!service.subjectAltNames().isEmpty() && !endpoint.workload().mutualTls()) {
          continue;
        }
        String account = endpoint.workload().serviceAccount();
        String namespace = endpoint.workload().namespace();
        names.add(new Identity(trust.domain(), namespace, account).toString());
        for (String alias : trust.aliases()) {
          names.add(new Identity(new TrustDomain(alias), namespace, account).toString());
        }
      }
    }
    return exact(new ArrayList<>(names));
  }

  private static List<StringMatch> exact(List<String> values) {
    List<StringMatch> matches = new ArrayList<>();
    for (String value : values) {
      matches.add(new StringMatch.Exact(value));
    }
    return matches;
  }
}
