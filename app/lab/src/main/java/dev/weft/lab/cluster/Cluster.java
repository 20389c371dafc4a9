package dev.weft.lab.cluster;

import dev.weft.capture.Cidr;
import dev.weft.host.Exit;
import dev.weft.host.Running;
import dev.weft.host.file.PrivateFiles;
import dev.weft.lab.cluster.api.ApiRefusal;
import dev.weft.lab.cluster.api.ApiServer;
import dev.weft.lab.cluster.controller.Allocation;
import dev.weft.lab.cluster.controller.Ranges;
import dev.weft.lab.cluster.node.Followers;
import dev.weft.lab.cluster.store.ObjectFiles;
import dev.weft.lab.cluster.store.ObjectStore;
import dev.weft.lab.cluster.store.Ref;
import dev.weft.lab.cluster.store.Shelf;
import dev.weft.linux.resolver.NameServer;
import dev.weft.linux.resolver.Upstream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A running stand-in for a cluster.
final class Cluster implements Running {
  /// The address of the name server within the range of Services, as kubeadm has it.
  private static final int DNS_NUMBER = 10;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<AutoCloseable> parts;
  private final PrintStream log;
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();

  private Cluster(List<AutoCloseable> parts, PrintStream log) {
    this.parts = parts;
    this.log = log;
  }

  /// Brings it up with what its directory has.
  static Cluster start(ClusterSettings settings, PrintStream log)
      throws IOException, InterruptedException {
    Path directory = PrivateFiles.directory(settings.directory());
    ObjectStore store =
        ObjectStore.open(new ObjectFiles(directory.resolve("objects")), InstantSource.system());
    Allocation allocation = new Allocation(store, settings.ranges());
    ApiServer api =
        ApiServer.start(
            new ApiServer.Settings(
                settings.name(), settings.api(), PrivateFiles.directory(directory.resolve("keys"))),
            store,
            allocation,
            log);
    try {
      furnish(store, allocation, settings, api.address());
      Followers followers =
          Followers.start(
              store,
              new Followers.Settings(settings.nodes(), settings.pods(), settings.domain()),
              log);
      NameServer names =
          NameServer.start(
              new InetSocketAddress(settings.api().getAddress(), settings.dnsPort()),
              followers::names,
              Upstream.of(settings.upstream()),
              log);
      PrivateFiles.write(directory.resolve("kubeconfig"), api.kubeconfig(settings.name()));
      log.println("cluster " + settings.name() + ": serving at " + api.address());
      return new Cluster(List.of(names, followers, api), log);
    } catch (IOException failed) {
      api.close();
      throw failed;
    }
  }

  /// The namespaces that every cluster has, its API server and its name server as Services.
  private static void furnish(
      ObjectStore store, Allocation allocation, ClusterSettings settings, InetSocketAddress api)
      throws IOException {
    for (String name : List.of("default", "kube-system", "istio-system")) {
      Ref ref = new Ref(Shelf.NAMESPACES, "", name);
      if (store.get(ref).isEmpty()) {
        ObjectNode namespace = JSON.createObjectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace
            .putObject("metadata")
            .putObject("labels")
            .put("kubernetes.io/metadata.name", name);
        store.put(ref, namespace);
      }
    }
    Optional<Cidr> range = settings.ranges().services().stream().findFirst();
    if (range.isPresent()) {
      String node = api.getAddress().getHostAddress();
      serve(
          store,
          allocation,
          "default",
          "kubernetes",
          new Door(Ranges.address(range.orElseThrow(), 1), node, "https", 443, api.getPort()));
      serve(
          store,
          allocation,
          "kube-system",
          "kube-dns",
          new Door(
              Ranges.address(range.orElseThrow(), DNS_NUMBER),
              node,
              "dns",
              53,
              settings.dnsPort()));
    }
  }

  /// @param address of the Service
  /// @param node the address behind it
  private record Door(String address, String node, String port, int number, int target) {}

  private static void serve(
      ObjectStore store, Allocation allocation, String namespace, String name, Door door)
      throws IOException {
    ObjectNode service = JSON.createObjectNode();
    service.put("apiVersion", "v1").put("kind", "Service").putObject("metadata");
    ObjectNode spec = service.putObject("spec");
    spec.put("clusterIP", door.address());
    ObjectNode slice = JSON.createObjectNode();
    slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
    slice.putObject("metadata").putObject("labels").put("kubernetes.io/service-name", name);
    slice.put("addressType", door.node().indexOf(':') >= 0 ? "IPv6" : "IPv4");
    slice.putArray("endpoints").addObject().putArray("addresses").add(door.node());
    boolean dns = door.port().equals("dns");
    var ports = spec.putArray("ports");
    var targets = slice.putArray("ports");
    for (String protocol : dns ? List.of("UDP", "TCP") : List.of("TCP")) {
      String port = dns && protocol.equals("TCP") ? "dns-tcp" : door.port();
      ports
          .addObject()
          .put("name", port)
          .put("port", door.number())
          .put("protocol", protocol)
          .put("targetPort", door.target());
      targets.addObject().put("name", port).put("port", door.target()).put("protocol", protocol);
    }
    Ref ref = new Ref(Shelf.SERVICES, namespace, name);
    try {
      store.put(ref, allocation.admit(ref, service, store.get(ref)));
    } catch (ApiRefusal taken) {
      throw new IOException(ref + ": " + taken.getMessage(), taken);
    }
    store.put(new Ref(Shelf.SLICES, namespace, name), slice);
  }

  @Override
  public void stop() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception stuck) {
        log.println("cluster: cannot stop: " + stuck.getMessage());
      }
    }
    ended.complete(Exit.OK);
  }

  @Override
  public CompletableFuture<Exit> ended() {
    return ended;
  }
}
