package dev.weft.world.ingress;

import dev.weft.api.Kind;
import dev.weft.api.Resource;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.kubernetes.ServicePort;
import dev.weft.api.kubernetes.ingress.Ingress;
import dev.weft.api.kubernetes.ingress.IngressBackend;
import dev.weft.api.kubernetes.ingress.IngressPath;
import dev.weft.api.kubernetes.ingress.IngressRule;
import dev.weft.api.virtualservice.Destination;
import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.HttpRouteDestination;
import dev.weft.api.virtualservice.PortSelector;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.model.StringMatch;
import dev.weft.world.registry.Catalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The routes of each host, collected from one Ingress after the other, oldest first.
final class HostRoutes {
  private static final String EVERY = "*";

  /// The longest path first, an exact one before a prefix; of the same, the older Ingress's.
  private static final Comparator<Route> ORDER =
      Comparator.comparing((Route route) -> -route.length()).thenComparing(route -> !route.exact());

  private final Catalog catalog;
  private final String domain;
  private final Map<String, Hosted> hosts = new LinkedHashMap<>();

  /// @param length of the path; -1 for what takes the rest
  private record Route(int length, boolean exact, HttpRoute rule) {}

  private record Hosted(Resource<Ingress> first, Set<String> gateways, List<Route> routes) {}

  HostRoutes(Catalog catalog, String domain) {
    this.catalog = catalog;
    this.domain = domain;
  }

  /// @param gateway `NAMESPACE/NAME` of the one that stands for the Ingress
  void add(Resource<Ingress> ingress, String gateway) {
    for (IngressRule rule : ingress.spec().spec().rules()) {
      Hosted hosted = host(rule.host().isEmpty() ? EVERY : rule.host(), ingress, gateway);
      for (IngressPath path : rule.http().map(IngressRule.Http::paths).orElse(List.of())) {
        route(path, ingress).ifPresent(hosted.routes()::add);
      }
    }
    ingress
        .spec()
        .spec()
        .defaultBackend()
        .flatMap(backend -> destination(backend, ingress))
        .ifPresent(to ->
            host(EVERY, ingress, gateway).routes().add(new Route(-1, false, rule(List.of(), to))));
  }

  private Hosted host(String host, Resource<Ingress> ingress, String gateway) {
    Hosted hosted =
        hosts.computeIfAbsent(
            host, name -> new Hosted(ingress, new LinkedHashSet<>(), new ArrayList<>()));
    hosted.gateways().add(gateway);
    return hosted;
  }

  /// One VirtualService a host; none where no backend is known.
  List<Resource<VirtualService>> virtualServices() {
    List<Resource<VirtualService>> all = new ArrayList<>();
    hosts.forEach((host, hosted) -> {
      List<HttpRoute> rules = hosted.routes().stream().sorted(ORDER).map(Route::rule).toList();
      if (!rules.isEmpty()) {
        all.add(
            Ingresses.made(
                Kind.VIRTUAL_SERVICE,
                hosted.first(),
                Ingresses.routesName(host, hosted.first()),
                hosted.first().meta().namespace(),
                new VirtualService(
                    List.of(host),
                    List.copyOf(hosted.gateways()),
                    rules,
                    List.of(),
                    List.of(),
                    List.of())));
      }
    });
    return all;
  }

  private Optional<Route> route(IngressPath path, Resource<Ingress> ingress) {
    return destination(path.backend(), ingress)
        .map(to -> {
          List<HttpMatchRequest> matches = matches(path).stream().map(HostRoutes::request).toList();
          boolean exact =
              matches.size() == 1
                  && matches.getFirst().uri().orElseThrow() instanceof StringMatch.Exact;
          return new Route(trimmed(path.path()).length(), exact, rule(matches, to));
        });
  }

  /// What a path takes. A prefix counts by its elements, so it is the path itself or what is below.
  /// What Kubernetes leaves to the controller is exact here, or, ending in `.*` or `/*`, a prefix
  /// of the letters before, as in Istio.
  private static List<StringMatch> matches(IngressPath path) {
    String plain = trimmed(path.path());
    return switch (path.pathType()) {
      case EXACT -> List.of(new StringMatch.Exact(path.path()));
      case PREFIX ->
          plain.isEmpty()
              ? List.of(new StringMatch.Prefix("/"))
              : List.of(new StringMatch.Exact(plain), new StringMatch.Prefix(plain + "/"));
      case IMPLEMENTATION_SPECIFIC -> {
        String written = path.path();
        boolean open = written.endsWith(".*") || written.endsWith("/*");
        String before = open ? written.substring(0, written.length() - 2) : written;
        yield List.of(
            before.isEmpty()
                ? new StringMatch.Prefix("/")
                : open ? new StringMatch.Prefix(before) : new StringMatch.Exact(before));
      }
    };
  }

  private static String trimmed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static HttpMatchRequest request(StringMatch uri) {
    return new HttpMatchRequest(
        "",
        Optional.of(uri),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        0,
        Map.of(),
        List.of(),
        Map.of(),
        false,
        Map.of(),
        "",
        "");
  }

  private static HttpRoute rule(List<HttpMatchRequest> matches, Destination to) {
    return new HttpRoute(
        "",
        matches,
        List.of(new HttpRouteDestination(to, 0, Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /// Empty where the port is written by a name that no such service has.
  private Optional<Destination> destination(IngressBackend backend, Resource<Ingress> ingress) {
    String namespace = ingress.meta().namespace();
    return backend
        .service()
        .flatMap(service ->
            service
                .port()
                .flatMap(port ->
                    port.number() != 0
                        ? Optional.of(port.number())
                        : number(namespace, service.name(), port.name()))
                .map(number ->
                    new Destination(
                        service.name() + "." + namespace + ".svc." + domain,
                        "",
                        Optional.of(new PortSelector(number)))));
  }

  private Optional<Integer> number(String namespace, String service, String port) {
    return catalog.all(Service.class).stream()
        .filter(one -> one.meta().namespace().equals(namespace))
        .filter(one -> one.meta().name().equals(service))
        .flatMap(one -> one.spec().spec().ports().stream())
        .filter(one -> one.name().equals(port))
        .map(ServicePort::port)
        .findFirst();
  }
}
