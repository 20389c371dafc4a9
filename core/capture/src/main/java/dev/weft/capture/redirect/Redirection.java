package dev.weft.capture.redirect;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.capture.TableText;
import java.util.List;

/// Writes the rules of one pod, in the chains and the order that `istio-iptables` gives them.
///
/// Rules of ours in the kernel's own chains either jump to a chain called `ISTIO_...` or carry
/// [Leftovers#COMMENT], so that they can be found again and nothing else is touched.
public final class Redirection {
  private static final String NAT = "nat";
  private static final String MANGLE = "mangle";
  private static final String INBOUND = "ISTIO_INBOUND";
  private static final String OUTPUT = "ISTIO_OUTPUT";
  private static final String TO_OUTBOUND = "ISTIO_REDIRECT";
  private static final String TO_INBOUND = "ISTIO_IN_REDIRECT";
  private static final String DIVERT = "ISTIO_DIVERT";
  private static final String TPROXY = "ISTIO_TPROXY";
  private static final String DROP = "ISTIO_DROP";
  private static final String OURS = " " + Leftovers.MARKER;

  private final RedirectSettings settings;
  private final Family family;
  private final TableText tables;
  private final String loopback;

  private Redirection(RedirectSettings settings, Family family, TableText tables) {
    this.settings = settings;
    this.family = family;
    this.tables = tables;
    this.loopback = family == Family.IPV4 ? settings.loopback().toString() : family.loopback();
  }

  /// What `iptables-restore --noflush` (or `ip6tables-restore`) reads to have a pod redirected
  /// whose tables have none of our rules.
  public static String rules(RedirectSettings settings, Family family) {
    return onto(new TableText(), settings, family).text();
  }

  /// The same for tables that may have rules of an earlier run: these are replaced, and nothing
  /// else is touched.
  ///
  /// @param saved what `iptables-save` printed
  public static String rules(RedirectSettings settings, Family family, String saved) {
    return onto(Leftovers.removal(saved, new TableText()), settings, family).text();
  }

  /// What `ip -batch` reads to bring marked packets to loopback; empty when nothing is marked.
  public static String routes(RedirectSettings settings, Family family) {
    return routes(settings, family, "add");
  }

  /// What undoes [#routes].
  public static String withoutRoutes(RedirectSettings settings, Family family) {
    return routes(settings, family, "del");
  }

  private static String routes(RedirectSettings settings, Family family, String verb) {
    // All of 127.0.0.0/8 is the machine's own, but of IPv6 only ::1 is.
    String source =
        family == Family.IPV6 ? "address %s %s dev lo\n".formatted(verb, family.passthrough()) : "";
    return switch (settings.interception()) {
      case Interception.Redirect() -> source;
      case Interception.Transparent(int mark, int table) ->
          source
              + "rule %s fwmark %d lookup %d\nroute %s local %s dev lo table %d\n"
                  .formatted(
                      verb, mark, table, verb, family == Family.IPV4 ? "0.0.0.0/0" : "::/0", table);
    };
  }

  private static TableText onto(TableText tables, RedirectSettings settings, Family family) {
    Redirection redirection = new Redirection(settings, family, tables);
    redirection.interfaces();
    redirection.invalid();
    redirection.inbound();
    redirection.outbound();
    if (settings.interception() instanceof Interception.Transparent transparent) {
      redirection.marks(transparent);
    }
    return tables;
  }

  private void interfaces() {
    for (String excluded : settings.interfaces().excluded()) {
      tables.append(NAT, "PREROUTING", "-i " + excluded + OURS + " -j RETURN");
      tables.append(NAT, "OUTPUT", "-o " + excluded + OURS + " -j RETURN");
      if (settings.interception() instanceof Interception.Transparent) {
        tables.append(MANGLE, "PREROUTING", "-i " + excluded + OURS + " -j RETURN");
        tables.append(MANGLE, "OUTPUT", "-o " + excluded + OURS + " -j RETURN");
      }
    }
    for (String rerouted : settings.interfaces().rerouted()) {
      tables.insert(NAT, "PREROUTING", 1, "-i " + rerouted + OURS + " -j RETURN");
    }
  }

  private void invalid() {
    if (settings.dropInvalid()) {
      tables.chain(MANGLE, DROP);
      tables.append(MANGLE, "PREROUTING", "-m conntrack --ctstate INVALID -j " + DROP);
      tables.append(MANGLE, DROP, "-j DROP");
    }
  }

  private void inbound() {
    RedirectPorts ports = settings.ports();
    for (String chain : List.of(INBOUND, TO_OUTBOUND, TO_INBOUND, OUTPUT)) {
      tables.chain(NAT, chain);
    }
    tables.append(NAT, INBOUND, "-p tcp --dport " + ports.tunnel() + " -j RETURN");
    tables.append(NAT, TO_OUTBOUND, "-p tcp -j REDIRECT --to-ports " + ports.outbound());
    tables.append(NAT, TO_INBOUND, "-p tcp -j REDIRECT --to-ports " + ports.inbound());
    boolean none =
        settings.inbound().ports() instanceof Choice.Only<Integer>(List<Integer> only)
            && only.isEmpty();
    if (none) {
      return;
    }
    switch (settings.interception()) {
      case Interception.Redirect() -> captured(NAT, "", TO_INBOUND);
      case Interception.Transparent(int mark, int _) -> {
        for (String chain : List.of(DIVERT, TPROXY, INBOUND)) {
          tables.chain(MANGLE, chain);
        }
        tables.append(MANGLE, DIVERT, "-j MARK --set-mark " + mark);
        tables.append(MANGLE, DIVERT, "-j ACCEPT");
        tables.append(
            MANGLE,
            TPROXY,
            "! -d %s -p tcp -j TPROXY --tproxy-mark %d/0xffffffff --on-port %d"
                .formatted(loopback, mark, ports.inbound()));
        captured(MANGLE, " -m conntrack --ctstate RELATED,ESTABLISHED -j " + DIVERT, TPROXY);
      }
    }
  }

  /// @param established what becomes of packets of known connections; empty when the same
  private void captured(String table, String established, String target) {
    tables.append(table, "PREROUTING", "-p tcp -j " + INBOUND);
    switch (settings.inbound().ports()) {
      case Choice.All<Integer>() -> {
        for (int port : settings.inbound().excluded()) {
          tables.append(table, INBOUND, "-p tcp --dport " + port + " -j RETURN");
        }
        capture(table, "-p tcp", established, target);
      }
      case Choice.Only<Integer>(List<Integer> only) -> {
        for (int port : only) {
          capture(table, "-p tcp --dport " + port, established, target);
        }
      }
    }
  }

  private void capture(String table, String match, String established, String target) {
    if (!established.isEmpty()) {
      tables.append(table, INBOUND, match + established);
    }
    tables.append(table, INBOUND, match + " -j " + target);
  }

  private void outbound() {
    Outbound outbound = settings.outbound();
    tables.append(NAT, "OUTPUT", "-j " + OUTPUT);
    for (int port : outbound.excludedPorts()) {
      tables.append(NAT, OUTPUT, "-p tcp --dport " + port + " -j RETURN");
      tables.append(NAT, OUTPUT, "-p udp --dport " + port + " -j RETURN");
    }
    tables.append(NAT, OUTPUT, "-o lo -s " + family.passthrough() + " -j RETURN");
    DnsRules dns = new DnsRules(settings, family, tables);
    for (int user : settings.owners().users()) {
      owner("--uid-owner " + user, dns.applies() ? " -m multiport ! --dports 53," : " ! --dport ");
      notOwner("--uid-owner " + user, dns.applies());
      tables.append(NAT, OUTPUT, "-m owner --uid-owner " + user + " -j RETURN");
    }
    for (int group : settings.owners().groups()) {
      owner("--gid-owner " + group, " ! --dport ");
      notOwner("--gid-owner " + group, dns.applies());
      tables.append(NAT, OUTPUT, "-m owner --gid-owner " + group + " -j RETURN");
    }
    groups();
    dns.add();
    tables.append(NAT, OUTPUT, "-d " + loopback + " -j RETURN");
    outbound.excludedRanges().stream()
        .filter(range -> range.family() == family)
        .forEach(range -> tables.append(NAT, OUTPUT, "-d " + range + " -j RETURN"));
    for (int port : outbound.ports()) {
      tables.append(NAT, OUTPUT, "-p tcp --dport " + port + " -j " + TO_OUTBOUND);
    }
    included();
  }

  /// The proxy calling its own pod by a service or pod address has to pass the inbound side.
  private void owner(String owner, String notPort) {
    tables.append(
        NAT,
        OUTPUT,
        "-o lo ! -d %s -p tcp%s%d -m owner %s -j %s"
            .formatted(loopback, notPort, settings.ports().tunnel(), owner, TO_INBOUND));
  }

  /// The application calling itself is left alone, unless loopback is included by name. Questions
  /// to a name server on loopback are not meant by that.
  private void notOwner(String owner, boolean dns) {
    boolean loopbackIncluded =
        settings.outbound().ranges() instanceof Choice.Only<Cidr>(var ranges)
            && ranges.stream().anyMatch(Cidr::loopback);
    if (!loopbackIncluded) {
      String notDns = dns ? " -p tcp ! --dport 53" : "";
      tables.append(NAT, OUTPUT, "-o lo" + notDns + " -m owner ! " + owner + " -j RETURN");
    }
  }

  private void groups() {
    switch (settings.owners().captured()) {
      case Choice.All<String>() -> {
        for (String group : settings.owners().exempt()) {
          tables.append(NAT, OUTPUT, "-m owner --gid-owner " + group + " -j RETURN");
        }
      }
      case Choice.Only<String>(List<String> only) -> {
        StringBuilder noneOf = new StringBuilder();
        only.forEach(group -> noneOf.append("-m owner ! --gid-owner ").append(group).append(' '));
        tables.append(NAT, OUTPUT, noneOf + "-j RETURN");
      }
    }
  }

  private void included() {
    List<String> rerouted = settings.interfaces().rerouted();
    switch (settings.outbound().ranges()) {
      case Choice.All<?>() -> {
        tables.append(NAT, OUTPUT, "-j " + TO_OUTBOUND);
        for (String name : rerouted) {
          tables.insert(NAT, "PREROUTING", 1, "-i " + name + " -j " + TO_OUTBOUND);
        }
      }
      case Choice.Only<Cidr>(var ranges) ->
          ranges.stream()
              .filter(range -> range.family() == family)
              .forEach(range -> {
                for (String name : rerouted) {
                  tables.insert(
                      NAT,
                      "PREROUTING",
                      1,
                      "-i %s -d %s -j %s".formatted(name, range, TO_OUTBOUND));
                }
                tables.append(NAT, OUTPUT, "-d " + range + " -j " + TO_OUTBOUND);
              });
    }
  }

  /// Marks travel with the connection, so that answers of the application find the proxy again.
  private void marks(Interception.Transparent transparent) {
    int mark = transparent.mark();
    int outbound = Interception.Transparent.OUTBOUND_MARK;
    tables.append(
        MANGLE, "PREROUTING", "-p tcp -m mark --mark " + mark + OURS + " -j CONNMARK --save-mark");
    tables.append(MANGLE, "OUTPUT", "-p tcp -o lo -m mark --mark " + mark + OURS + " -j RETURN");
    for (int user : settings.owners().users()) {
      own("--uid-owner " + user, outbound);
    }
    for (int group : settings.owners().groups()) {
      own("--gid-owner " + group, outbound);
    }
    tables.append(
        MANGLE,
        "OUTPUT",
        "-p tcp -m connmark --mark " + mark + OURS + " -j CONNMARK --restore-mark");
    tables.chain(MANGLE, INBOUND);
    tables.insert(MANGLE, INBOUND, 1, "-p tcp -m mark --mark " + mark + " -j RETURN");
    tables.insert(MANGLE, INBOUND, 2, "-p tcp -s " + family.passthrough() + " -i lo -j RETURN");
    tables.insert(MANGLE, INBOUND, 3, "-p tcp -i lo -m mark ! --mark " + outbound + " -j RETURN");
  }

  private void own(String owner, int mark) {
    tables.append(
        MANGLE,
        "OUTPUT",
        "! -d %s -p tcp -o lo -m owner %s%s -j MARK --set-mark %d"
            .formatted(loopback, owner, OURS, mark));
  }
}
