package dev.weft.controlplane;

import dev.weft.api.virtualservice.VirtualService;
import dev.weft.controlplane.authority.MeshAuthority;
import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.FleetMetrics;
import dev.weft.host.Release;
import dev.weft.rpc.ca.CertificateService;
import dev.weft.telemetry.metrics.Counter;
import dev.weft.telemetry.metrics.Label;
import dev.weft.telemetry.metrics.Registry;
import dev.weft.world.Change;
import java.time.Instant;
import java.time.InstantSource;

/// What the whole process counts, under istiod's names.
final class Metrics {

  private final Registry registry;
  private final Counter asked;
  private final Counter issued;
  private final Counter refused;
  private final Counter unauthenticated;

  Metrics(Registry registry, Worlds worlds, MeshAuthority authority, InstantSource clock) {
    this.registry = registry;
    this.asked = counter("citadel_server_csr_count");
    this.issued = counter("citadel_server_success_cert_issuance_count");
    this.refused = counter("citadel_server_csr_parsing_err_count");
    this.unauthenticated = counter("citadel_server_authentication_failure_count");
    Instant started = clock.instant();
    registry.gauge(FleetMetrics.name("pilot_info", new Label("version", Release.VERSION))).set(1);
    registry.include(into -> {
      into.gauge(
          FleetMetrics.name("citadel_server_root_cert_expiry_timestamp"),
          authority.root().getNotAfter().toInstant().getEpochSecond());
      var world = worlds.world();
      into.gauge(FleetMetrics.name("pilot_services"), world.registry().services().size());
      into.gauge(FleetMetrics.name("pilot_virt_services"), world.all(VirtualService.class).size());
      into.gauge(
          FleetMetrics.name("istiod_uptime_seconds"),
          clock.instant().getEpochSecond() - started.getEpochSecond());
    });
    worlds.listen((world, changes) -> {
      for (Change change : changes) {
        String type =
            switch (change) {
              case Change.Put _, Change.Gone _, Change.Broken _ -> "config";
              case Change.Runs _, Change.Ended _, Change.Remote _, Change.Unlinked _ -> "eds";
            };
        counter("pilot_inbound_updates", new Label("type", type)).increment();
      }
      counter("pilot_push_triggers", new Label("type", "config")).increment();
    });
  }

  private Counter counter(String family, Label... labels) {
    return registry.counter(FleetMetrics.name(family, labels));
  }

  void signing(CertificateService.Event event) {
    switch (event) {
      case ASKED -> asked.increment();
      case ISSUED -> issued.increment();
      case REFUSED -> refused.increment();
      case UNAUTHENTICATED -> unauthenticated.increment();
    }
  }

  void unauthenticated() {
    unauthenticated.increment();
  }
}
