package dev.weft.capture.redirect;

import dev.weft.capture.Family;
import dev.weft.capture.TableText;
import java.util.List;

/// The part of the rules that takes questions to name servers to the agent.
///
/// The proxy's questions and the application's to one server would share one entry of the
/// connection table; zones keep them apart: 1 is between agent and server, 2 between application
/// and agent.
record DnsRules(RedirectSettings settings, Family family, TableText tables) {
  private static final String NAT = "nat";
  private static final String RAW = "raw";
  private static final String INBOUND = "ISTIO_INBOUND";
  private static final String OUTPUT = "ISTIO_OUTPUT";
  private static final String DNS = "ISTIO_OUTPUT_DNS";

  /// Whether any question is taken, of either family.
  boolean applies() {
    return switch (settings.dns()) {
      case DnsCapture.Off() -> false;
      case DnsCapture.Everything() -> true;
      case DnsCapture.Servers(List<String> addresses) -> !addresses.isEmpty();
    };
  }

  void add() {
    if (!applies()) {
      return;
    }
    List<String> servers = servers();
    tables.chain(RAW, DNS);
    tables.append(RAW, "OUTPUT", "-j " + DNS);
    if (!servers.isEmpty()) {
      tables.chain(NAT, DNS);
      tables.append(NAT, OUTPUT, "-j " + DNS);
    }
    for (String protocol : List.of("tcp", "udp")) {
      for (String server : servers) {
        tables.append(
            NAT,
            DNS,
            "-p %s --dport 53%s -j REDIRECT --to-ports %d"
                .formatted(protocol, match("-d", server), settings.ports().dns()));
      }
    }
    zones(servers);
  }

  /// The servers of this family as ranges; one empty text stands for all.
  private List<String> servers() {
    return switch (settings.dns()) {
      case DnsCapture.Off() -> List.of();
      case DnsCapture.Everything() -> List.of("");
      case DnsCapture.Servers(List<String> addresses) ->
          addresses.stream()
              .filter(address -> Family.of(address) == family)
              .map(address -> address + "/" + family.bits())
              .toList();
    };
  }

  private static String match(String flag, String range) {
    return range.isEmpty() ? "" : " " + flag + " " + range;
  }

  private void zones(List<String> servers) {
    for (int user : settings.owners().users()) {
      own("--uid-owner " + user);
    }
    for (int group : settings.owners().groups()) {
      own("--gid-owner " + group);
    }
    if (!servers.isEmpty()) {
      tables.chain(RAW, INBOUND);
      tables.append(RAW, "PREROUTING", "-j " + INBOUND);
    }
    for (String server : servers) {
      zone(DNS, "--dport 53" + match("-d", server), 2);
      zone(INBOUND, "--sport 53" + match("-s", server), 1);
    }
  }

  private void own(String owner) {
    zone(DNS, "--dport 53 -m owner " + owner, 1);
    zone(DNS, "--sport " + settings.ports().dns() + " -m owner " + owner, 2);
  }

  private void zone(String chain, String match, int zone) {
    tables.append(RAW, chain, "-p udp " + match + " -j CT --zone " + zone);
  }
}
