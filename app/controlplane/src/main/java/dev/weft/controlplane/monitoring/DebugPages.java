package dev.weft.controlplane.monitoring;

import dev.weft.api.kubernetes.Secret;
import dev.weft.controlplane.config.Trees;
import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.Client;
import dev.weft.controlplane.fleet.Fleet;
import dev.weft.controlplane.fleet.FleetMetrics;
import dev.weft.world.World;
import dev.weft.world.registry.Endpoint;
import dev.weft.world.registry.Service;
import dev.weft.world.registry.ServicePort;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Sync;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The pages under `/debug`, named and shaped after istiod's.
public final class DebugPages {
  private final Worlds worlds;
  private final Fleet fleet;

  public DebugPages(Worlds worlds, Fleet fleet) {
    this.worlds = worlds;
    this.fleet = fleet;
  }

  /// Every page by its path.
  public Map<String, Page> all() {
    Map<String, Page> pages = new TreeMap<>();
    pages.put("/debug/syncz", ask -> Answer.json(200, syncz()));
    pages.put("/debug/connections", ask -> Answer.json(200, connections()));
    pages.put("/debug/configz", ask -> Answer.json(200, configz()));
    pages.put("/debug/registryz", ask -> Answer.json(200, registryz()));
    pages.put("/debug/endpointz", ask -> Answer.json(200, endpointz()));
    pages.put("/debug/config_dump", this::configDump);
    List<String> names = List.copyOf(pages.keySet());
    pages.put("/debug/list", ask -> Answer.json(200, names));
    pages.put(
        "/debug",
        ask ->
            ask.path().isEmpty()
                ? Answer.json(200, names)
                : Answer.refused(404, "no such page; there are " + names));
    return pages;
  }

  private List<Object> syncz() {
    List<Object> all = new ArrayList<>();
    for (Client client : sorted()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("cluster_id", client.node().placement().cluster());
      map.put("proxy", client.proxyName());
      map.put("proxy_type", client.node().role().name().toLowerCase(java.util.Locale.ROOT));
      map.put("proxy_version", client.proxyVersion());
      map.put("connection", client.id());
      map.put("connected_at", client.since().toString());
      map.put("world_version", client.worldVersion());
      client.pushed().ifPresent(at -> map.put("pushed_at", at.toString()));
      map.put("types", types(client));
      all.add(map);
    }
    return all;
  }

  private static Map<String, Object> types(Client client) {
    Map<String, Object> types = new LinkedHashMap<>();
    client.stream()
        .status()
        .forEach((type, sync) -> {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("state", state(sync));
          map.put("subscriptions", sync.subscriptions());
          map.put("sent", sync.sentVersion());
          map.put("acked", sync.ackedVersion());
          sync.nack()
              .ifPresent(nack ->
                  map.put(
                      "nack", Map.of("message", nack.message(), "resources", nack.resources())));
          types.put(word(type), map);
        });
    return types;
  }

  private static String state(Sync sync) {
    return sync.state().name().replace('_', ' ');
  }

  private static String word(ResourceType type) {
    return FleetMetrics.word(type.typeUrl()).toUpperCase(java.util.Locale.ROOT);
  }

  private List<Client> sorted() {
    return fleet.clients().stream().sorted(java.util.Comparator.comparing(Client::id)).toList();
  }

  private Map<String, Object> connections() {
    List<Object> clients = new ArrayList<>();
    for (Client client : sorted()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("connectionId", client.id());
      map.put("node", client.node().id());
      map.put("address", client.stream().caller().remote());
      map.put("mode", client.stream().mode().name());
      map.put("identity", client.stream().caller().identity().map(Object::toString).orElse(""));
      map.put("credential", client.stream().caller().credential());
      map.put("connectedAt", client.since().toString());
      clients.add(map);
    }
    return Map.of("totalClients", clients.size(), "clients", clients);
  }

  private List<Object> configz() {
    List<Object> all = new ArrayList<>();
    worlds.world().resources().stream()
        .filter(resource -> !(resource.spec() instanceof Secret)) // keys are in no dump
        .forEach(resource ->
            Optional.ofNullable(Trees.of(resource.origin().document())).ifPresent(all::add));
    return all;
  }

  private List<Object> registryz() {
    List<Object> all = new ArrayList<>();
    for (Service service : worlds.world().registry().services()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("hostname", service.host().toString());
      map.put("name", service.name());
      map.put("namespace", service.namespace());
      map.put("addresses", service.addresses());
      map.put("resolution", service.resolution().name());
      map.put("location", service.location().name());
      List<Object> ports = new ArrayList<>();
      for (ServicePort port : service.ports()) {
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("port", port.number());
        each.put("name", port.name());
        each.put("protocol", port.protocol().name());
        ports.add(each);
      }
      map.put("ports", ports);
      map.put("resource", service.resource().toString());
      all.add(map);
    }
    return all;
  }

  private List<Object> endpointz() {
    World world = worlds.world();
    List<Object> all = new ArrayList<>();
    for (Service service : world.registry().services()) {
      for (ServicePort port : service.ports()) {
        List<Object> endpoints = new ArrayList<>();
        for (Endpoint endpoint : world.registry().endpoints(service, port.number())) {
          Map<String, Object> map = new LinkedHashMap<>();
          map.put("address", endpoint.address());
          map.put("port", endpoint.port());
          map.put("workload", endpoint.workload().key().name());
          map.put("labels", endpoint.workload().labels().values());
          map.put("serviceAccount", endpoint.workload().serviceAccount());
          map.put("health", endpoint.workload().health().name());
          map.put("mutualTls", endpoint.workload().mutualTls());
          endpoints.add(map);
        }
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("svc", service.host() + ":" + port.name());
        each.put("port", port.number());
        each.put("endpoints", endpoints);
        all.add(each);
      }
    }
    return all;
  }

  private Answer configDump(Ask ask) {
    Optional<String> wanted = ask.parameter("proxyID").or(() -> ask.parameter("proxy"));
    if (wanted.isEmpty()) {
      return Answer.refused(400, "say whose: ?proxyID=NAME.NAMESPACE");
    }
    return sorted().stream()
        .filter(client ->
            client.proxyName().equals(wanted.get())
                || client.id().equals(wanted.get())
                || client.node().id().equals(wanted.get()))
        .findFirst()
        .map(client -> new Answer(200, "application/json", ConfigDump.of(fleet.resources(client))))
        .orElseGet(() -> Answer.refused(404, "no proxy " + wanted.get() + " is connected"));
  }
}
