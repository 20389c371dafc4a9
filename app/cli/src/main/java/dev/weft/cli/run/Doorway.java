package dev.weft.cli.run;

import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.gateway.Server;
import dev.weft.api.kubernetes.Service;
import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.api.virtualservice.HttpRoute;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.cli.mesh.Census;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.Served;
import dev.weft.model.StringMatch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How one gets into the mesh from outside: the gateway's ports, and a request that it takes.
public record Doorway(Map<Integer, Integer> ports, Optional<String> curl) {
  public Doorway {
    ports = java.util.Collections.unmodifiableMap(new TreeMap<>(ports));
  }

  /// Reads the Gateways.
  public static Doorway of(Served served, MeshPorts ports) {
    Map<Integer, Integer> doors = new TreeMap<>();
    for (Resource<Gateway> gateway : served.gateways()) {
      for (Server server : gateway.spec().servers()) {
        doors.put(server.port().number(), door(server.port().number(), ports));
      }
    }
    return new Doorway(doors, curl(served, doors));
  }

  private static int door(int number, MeshPorts ports) {
    return switch (number) {
      case 80 -> ports.http();
      case 443 -> ports.https();
      default -> number;
    };
  }

  /// The ports of the gateway's Service for the runner to write; none when the user wrote it.
  public Map<Integer, Integer> toRegister(Served served) {
    boolean written =
        served.of(Service.class).stream()
            .anyMatch(service -> service.meta().name().equals(Census.GATEWAY));
    return written ? Map.of() : ports;
  }

  private static Optional<String> curl(Served served, Map<Integer, Integer> doors) {
    for (Resource<Gateway> gateway : served.gateways()) {
      for (Server server : gateway.spec().servers()) {
        if (server.port().protocol().startsWith("HTTP") && server.tls().isEmpty()) {
          int door = doors.getOrDefault(server.port().number(), server.port().number());
          return Optional.of(line(served, gateway, server, door));
        }
      }
    }
    return Optional.empty();
  }

  private static String line(Served served, Resource<Gateway> gateway, Server server, int door) {
    String host = server.hosts().getFirst();
    host = host.substring(host.indexOf('/') + 1);
    String path = "/";
    for (Resource<VirtualService> service : served.virtualServices()) {
      if (binds(service, gateway) && !service.spec().http().isEmpty()) {
        path = path(service.spec());
        String own = service.spec().hosts().isEmpty() ? "*" : service.spec().hosts().getFirst();
        host = own.startsWith("*") ? host : own;
        break;
      }
    }
    String url = "http://127.0.0.1:" + door + path;
    if (host.startsWith("*")) {
      host = host.equals("*") ? "" : "www" + host.substring(1);
    }
    return host.isEmpty() ? "curl -s " + url : "curl -s -H 'Host: " + host + "' " + url;
  }

  private static boolean binds(Resource<VirtualService> service, Resource<Gateway> gateway) {
    String name = gateway.meta().name();
    String full = gateway.meta().namespace() + "/" + name;
    boolean near = service.meta().namespace().equals(gateway.meta().namespace());
    return service.spec().gateways().contains(full)
        || (near && service.spec().gateways().contains(name));
  }

  private static String path(VirtualService service) {
    for (HttpRoute route : service.http()) {
      for (HttpMatchRequest match : route.match()) {
        Optional<StringMatch> uri = match.uri();
        if (uri.isPresent() && uri.get() instanceof StringMatch.Exact exact) {
          return exact.value();
        }
        if (uri.isPresent() && uri.get() instanceof StringMatch.Prefix prefix) {
          return prefix.value();
        }
      }
    }
    return "/";
  }
}
