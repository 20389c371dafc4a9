package dev.weft.world.analysis;

import dev.weft.api.virtualservice.HttpMatchRequest;
import dev.weft.api.virtualservice.L4MatchAttributes;
import dev.weft.api.virtualservice.TcpRoute;
import dev.weft.api.virtualservice.TlsMatchAttributes;
import dev.weft.api.virtualservice.TlsRoute;
import dev.weft.model.StringMatch;
import dev.weft.world.rules.HttpRule;
import dev.weft.world.rules.Names;
import dev.weft.world.rules.Routing;
import dev.weft.world.rules.VirtualServices;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Traffic of a host that a rule of a VirtualService takes, at sidecars or at a gateway.
///
/// Sidecars follow one VirtualService for the HTTP of a host; gateways join the rules of all of
/// them, and of rules with one condition the first is followed.
///
/// @param what the condition; [#ALL] for everything
/// @param port zero for any
/// @param labels of the only clients it is for; none for all
/// @param namespace of the only clients it is for; empty for all
record Claim(Section section, Object what, int port, Map<String, String> labels, String namespace) {
  /// Everything.
  static final Object ALL = "";

  /// Where in a VirtualService.
  enum Section {
    HTTP,
    TLS,
    TCP
  }

  /// A claim and the rule that makes it.
  record Made(Claim claim, String path) {}

  /// What a VirtualService claims of each of its hosts at a gateway or the mesh.
  static List<Made> of(Routing routing, String gateway) {
    List<Made> made = new ArrayList<>();
    boolean mesh = gateway.equals(VirtualServices.MESH);
    for (HttpRule rule : routing.http()) {
      String path =
          rule.rule().resource().equals(routing.resource().key())
              ? rule.rule().path()
              : "spec.http";
      if (rule.route().match().isEmpty()) {
        made.add(new Made(new Claim(Section.HTTP, ALL, 0, Map.of(), ""), path));
      }
      for (HttpMatchRequest match : rule.route().match()) {
        if (at(gateway, match.gateways(), routing)) {
          Object what = mesh ? ALL : bare(match);
          made.add(
              new Made(
                  new Claim(
                      Section.HTTP,
                      what,
                      match.port(),
                      match.sourceLabels(),
                      match.sourceNamespace()),
                  path));
        }
      }
    }
    tls(routing, gateway, made);
    tcp(routing, gateway, made);
    return made;
  }

  private static void tls(Routing routing, String gateway, List<Made> made) {
    List<TlsRoute> rules = routing.spec().tls();
    for (int i = 0; i < rules.size(); i++) {
      for (TlsMatchAttributes match : rules.get(i).match()) {
        if (at(gateway, match.gateways(), routing)) {
          made.add(
              new Made(
                  new Claim(
                      Section.TLS,
                      List.of(match.sniHosts(), match.destinationSubnets()),
                      match.port(),
                      match.sourceLabels(),
                      match.sourceNamespace()),
                  "spec.tls[" + i + "]"));
        }
      }
    }
  }

  private static void tcp(Routing routing, String gateway, List<Made> made) {
    List<TcpRoute> rules = routing.spec().tcp();
    for (int i = 0; i < rules.size(); i++) {
      String path = "spec.tcp[" + i + "]";
      if (rules.get(i).match().isEmpty()) {
        made.add(new Made(new Claim(Section.TCP, ALL, 0, Map.of(), ""), path));
      }
      for (L4MatchAttributes match : rules.get(i).match()) {
        if (at(gateway, match.gateways(), routing)) {
          made.add(
              new Made(
                  new Claim(
                      Section.TCP,
                      match.destinationSubnets().isEmpty() ? ALL : match.destinationSubnets(),
                      match.port(),
                      match.sourceLabels(),
                      match.sourceNamespace()),
                  path));
        }
      }
    }
  }

  private static boolean at(String gateway, List<String> written, Routing routing) {
    return written.isEmpty()
        || written.stream()
            .anyMatch(name -> Names.gateway(name, routing.namespace()).equals(gateway));
  }

  /// The condition on the request alone.
  private static Object bare(HttpMatchRequest match) {
    boolean everywhere =
        match.uri().map(uri -> uri.equals(new StringMatch.Prefix("/"))).orElse(true);
    HttpMatchRequest bare =
        new HttpMatchRequest(
            "",
            everywhere ? Optional.empty() : match.uri(),
            match.scheme(),
            match.method(),
            match.authority(),
            match.headers(),
            0,
            Map.of(),
            List.of(),
            match.queryParams(),
            !everywhere && match.ignoreUriCase(),
            match.withoutHeaders(),
            "",
            "");
    boolean all =
        everywhere
            && match.scheme().isEmpty()
            && match.method().isEmpty()
            && match.authority().isEmpty()
            && match.headers().isEmpty()
            && match.queryParams().isEmpty()
            && match.withoutHeaders().isEmpty();
    return all ? ALL : bare;
  }

  /// The claims that leave nothing to this one when they are made earlier; itself among them.
  List<Claim> stronger() {
    List<Claim> all = new ArrayList<>();
    for (Object wider : section == Section.TCP ? List.of(what, ALL) : List.of(what)) {
      for (int anyPort : new int[] {port, 0}) {
        all.add(new Claim(section, wider, anyPort, labels, namespace));
        all.add(new Claim(section, wider, anyPort, Map.of(), ""));
      }
    }
    return all;
  }
}
