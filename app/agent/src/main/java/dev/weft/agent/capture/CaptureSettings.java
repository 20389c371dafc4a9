package dev.weft.agent.capture;

import dev.weft.capture.Cidr;
import dev.weft.capture.redirect.Choice;
import dev.weft.capture.redirect.DnsCapture;
import dev.weft.capture.redirect.Inbound;
import dev.weft.capture.redirect.Interception;
import dev.weft.capture.redirect.Interfaces;
import dev.weft.capture.redirect.Lists;
import dev.weft.capture.redirect.Outbound;
import dev.weft.capture.redirect.Owners;
import dev.weft.capture.redirect.RedirectPorts;
import dev.weft.capture.redirect.RedirectSettings;
import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Refusal;
import dev.weft.model.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The command line of `weft capture`, with the flags of `istio-iptables`. Unlike there, what is
/// not given is as in an injected pod: everything is taken in both directions.
///
/// @param dualStack whether IPv6 is to be taken although the pod has no such address yet
/// @param anywhere whether the machine's own network namespace is meant, too
record CaptureSettings(RedirectSettings rules, boolean dualStack, boolean anywhere) {
  static final Options OPTIONS =
      Options.of(
          Options.value("-p --envoy-port", "PORT", "15001", "where the proxy takes what leaves"),
          Options.value(
              "-z --inbound-capture-port", "PORT", "15006", "where the proxy takes what comes"),
          Options.value(
              "-e --inbound-tunnel-port", "PORT", "15008", "HBONE, never taken by the rules"),
          Options.value("-u --proxy-uid", "UIDS", "1337", "users that are the proxy"),
          Options.value("-g --proxy-gid", "GIDS", "groups that are the proxy (default: the uids)"),
          Options.value(
              "-m --istio-inbound-interception-mode", "MODE", "REDIRECT", "REDIRECT or TPROXY"),
          Options.value("-t --istio-inbound-tproxy-mark", "MARK", "1337", "of TPROXY"),
          Options.value("-r --istio-inbound-tproxy-route-table", "TABLE", "133", "of TPROXY"),
          Options.value("-b --istio-inbound-ports", "PORTS", "*", "taken when others call"),
          Options.value(
              "-d --istio-local-exclude-ports",
              "PORTS",
              "15090,15021,15020",
              "not taken when others call, where all are"),
          Options.value("-i --istio-service-cidr", "RANGES", "*", "taken when the pod calls"),
          Options.value("-x --istio-service-exclude-cidr", "RANGES", "", "but not these"),
          Options.value(
              "-q --istio-outbound-ports", "PORTS", "", "taken when the pod calls, at any address"),
          Options.value("-o --istio-local-outbound-ports-exclude", "PORTS", "", "never taken"),
          Options.value(
              "-k --kube-virt-interfaces", "NAMES", "", "whose traffic counts as the pod's own"),
          Options.value("-c --istio-exclude-interfaces", "NAMES", "", "left alone"),
          Options.value("--istio-outbound-owner-groups", "GROUPS", "*", "whose calls are taken"),
          Options.value("--istio-outbound-owner-groups-exclude", "GROUPS", "", "but not theirs"),
          Options.flag(
              "--redirect-dns",
              "take questions to the pod's name servers (ISTIO_META_DNS_CAPTURE)"),
          Options.flag("--capture-all-dns", "take questions to any name server"),
          Options.value("--dns-port", "PORT", "15053", "where the agent answers them"),
          Options.flag("--drop-invalid", "drop packets of no known connection"),
          Options.flag("--dual-stack", "take IPv6 although the pod has no address of it yet"),
          Options.flag(
              "--allow-host-network",
              "apply also in the machine's own network namespace, which is refused otherwise"),
          Options.value("--host-ipv4-loopback-cidr", "RANGE", "127.0.0.1/32", "stays in the pod"));

  /// @param servers the pod's name servers, asked for when their questions are to be taken
  /// @throws Refusal with every malformed value
  static CaptureSettings of(
      Arguments arguments, Environment environment, Supplier<List<String>> servers) {
    Reader read = new Reader(arguments, new ArrayList<>());
    List<Integer> users = read.numbers("--proxy-uid");
    List<Integer> groups =
        arguments.value("--proxy-gid").isPresent() ? read.numbers("--proxy-gid") : users;
    Choice<Integer> inbound =
        read.checked(
            Lists.ports("--istio-inbound-ports", read.text("--istio-inbound-ports")), Choice.all());
    Choice<Cidr> ranges =
        read.checked(
            Lists.ranges("--istio-service-cidr", read.text("--istio-service-cidr")), Choice.all());
    List<Cidr> excludedRanges =
        read.checked(
            Lists.rangeList(
                "--istio-service-exclude-cidr", read.text("--istio-service-exclude-cidr")),
            List.of());
    String captured = read.text("--istio-outbound-owner-groups");
    boolean redirectDns =
        arguments.flag("--redirect-dns")
            || environment.variables().getOrDefault("ISTIO_META_DNS_CAPTURE", "").equals("true");
    RedirectSettings rules =
        RedirectSettings.BARE
            .with(
                new RedirectPorts(
                    arguments.port("--envoy-port"),
                    arguments.port("--inbound-capture-port"),
                    arguments.port("--inbound-tunnel-port"),
                    arguments.port("--dns-port")))
            .with(interception(arguments))
            .with(
                new Owners(
                    users,
                    groups,
                    captured.equals("*") ? Choice.all() : Choice.only(Lists.words(captured)),
                    Lists.words(read.text("--istio-outbound-owner-groups-exclude"))))
            .with(new Inbound(inbound, read.ports("--istio-local-exclude-ports")))
            .with(
                new Outbound(
                    ranges,
                    excludedRanges,
                    read.ports("--istio-outbound-ports"),
                    read.ports("--istio-local-outbound-ports-exclude")))
            .with(dns(arguments, redirectDns, servers))
            .with(
                new Interfaces(
                    Lists.words(read.text("--istio-exclude-interfaces")),
                    Lists.words(read.text("--kube-virt-interfaces"))))
            .keeping(
                read
                    .checked(
                        Lists.rangeList(
                            "--host-ipv4-loopback-cidr", read.text("--host-ipv4-loopback-cidr")),
                        List.<Cidr>of())
                    .stream()
                    .findFirst()
                    .orElse(new Cidr("127.0.0.1", 32)));
    read.refuse();
    return new CaptureSettings(
        arguments.flag("--drop-invalid") ? rules.droppingInvalid() : rules,
        arguments.flag("--dual-stack"),
        arguments.flag("--allow-host-network"));
  }

  private static DnsCapture dns(
      Arguments arguments, boolean redirectDns, Supplier<List<String>> servers) {
    if (arguments.flag("--capture-all-dns")) {
      return DnsCapture.EVERYTHING;
    }
    return redirectDns ? new DnsCapture.Servers(servers.get()) : DnsCapture.OFF;
  }

  private static Interception interception(Arguments arguments) {
    String mode = arguments.required("--istio-inbound-interception-mode");
    return switch (mode) {
      case "REDIRECT" -> Interception.REDIRECT;
      case "TPROXY" ->
          new Interception.Transparent(
              arguments.port("--istio-inbound-tproxy-mark"),
              arguments.port("--istio-inbound-tproxy-route-table"));
      default ->
          throw Refusal.because(
              Exit.USAGE,
              "--istio-inbound-interception-mode is '"
                  + mode
                  + "', but must be REDIRECT or TPROXY");
    };
  }

  /// Reads values, and gathers what is wrong with them.
  private record Reader(Arguments arguments, List<dev.weft.model.Problem> problems) {
    String text(String flag) {
      return arguments.value(flag).orElse("");
    }

    <T> T checked(Checked<T> value, T otherwise) {
      return switch (value) {
        case Checked.Valid<T> valid -> valid.value();
        case Checked.Invalid<T> invalid -> {
          problems.addAll(invalid.problems());
          yield otherwise;
        }
      };
    }

    List<Integer> ports(String flag) {
      return checked(Lists.portList(flag, text(flag)), List.of());
    }

    List<Integer> numbers(String flag) {
      List<Integer> numbers = new ArrayList<>();
      for (String word : Lists.words(text(flag))) {
        if (word.length() > 9 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
          throw Refusal.because(
              Exit.USAGE, flag + " has '" + word + "', but ids are whole numbers");
        }
        numbers.add(Integer.parseInt(word));
      }
      return numbers;
    }

    void refuse() {
      if (!problems.isEmpty()) {
        throw Refusal.of("the flags of 'weft capture' cannot be used", problems);
      }
    }
  }
}
