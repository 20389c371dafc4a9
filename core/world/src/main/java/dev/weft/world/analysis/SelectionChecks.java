package dev.weft.world.analysis;

import dev.weft.api.Resource;
import dev.weft.api.authorizationpolicy.AuthorizationPolicy;
import dev.weft.api.peerauthentication.PeerAuthentication;
import dev.weft.api.schema.Spec;
import dev.weft.api.selection.LabelSelector;
import dev.weft.api.serviceentry.ServiceEntry;
import dev.weft.api.sidecar.Sidecar;
import dev.weft.model.Labels;
import dev.weft.model.Problem;
import dev.weft.model.Protocol;
import dev.weft.world.World;
import dev.weft.world.analysis.Findings.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Resources that choose workloads: whether they choose any, and whether several choose the same;
/// and entries whose traffic cannot be told apart.
final class SelectionChecks {
  private final World world;
  private final Known known;
  private final Findings findings;

  SelectionChecks(World world, Known known, Findings findings) {
    this.world = world;
    this.known = known;
    this.findings = findings;
  }

  void run() {
    sidecars();
    selects(PeerAuthentication.class, PeerAuthentication::selector);
    selects(AuthorizationPolicy.class, AuthorizationPolicy::selector);
    entries();
  }

  private void sidecars() {
    Map<String, Resource<Sidecar>> seen = new HashMap<>();
    for (Resource<Sidecar> resource : world.all(Sidecar.class)) {
      Labels selector =
          resource
              .spec()
              .workloadSelector()
              .map(labels -> Labels.of(labels.labels()))
              .orElse(Labels.NONE);
      Resource<Sidecar> first =
          seen.putIfAbsent(resource.meta().namespace() + " " + selector.values(), resource);
      if (first != null) {
        boolean general = selector.isEmpty();
        findings.add(
            resource,
            general ? "metadata.name" : "spec.workloadSelector",
            Finding.error(
                general ? 111 : 110,
                Problem.Code.CONFLICT,
                first.key()
                    + (general
                        ? " is already the namespace's Sidecar without a selector"
                        : " already selects the same workloads"),
                "keep one of them"));
      }
    }
  }

  private <S extends Spec> void selects(
      Class<S> kind, Function<S, Optional<LabelSelector>> selector) {
    for (Resource<S> resource : world.all(kind)) {
      Labels labels =
          selector
              .apply(resource.spec())
              .map(written -> Labels.of(written.matchLabels()))
              .orElse(Labels.NONE);
      boolean root = resource.meta().namespace().equals(world.mesh().rootNamespace());
      String where = root ? "" : resource.meta().namespace();
      if (!labels.isEmpty() && known.populated(where) && !known.selects(where, labels)) {
        findings.add(
            resource,
            "spec.selector.matchLabels",
            Finding.warning(
                127,
                Problem.Code.DANGLING_REFERENCE,
                "no workload has the labels " + labels.values(),
                "correct the labels, or remove the resource"));
      }
    }
  }

  /// Without addresses TCP entries on one port cannot be told apart.
  private void entries() {
    for (Resource<ServiceEntry> resource : world.all(ServiceEntry.class)) {
      ServiceEntry entry = resource.spec();
      for (int i = 0; i < entry.ports().size(); i++) {
        boolean tcp = Protocol.parse(entry.ports().get(i).protocol()) == Protocol.TCP;
        if (tcp && entry.addresses().isEmpty()) {
          findings.add(
              resource,
              "spec.ports[" + i + "]",
              Finding.warning(
                  134,
                  Problem.Code.MISSING_FIELD,
                  "a TCP port without 'spec.addresses' takes the traffic of every host on port "
                      + entry.ports().get(i).number(),
                  "add the addresses, or use TLS or HTTP"));
        }
      }
    }
  }
}
