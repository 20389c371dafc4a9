package dev.weft.capture.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.capture.Cidr;
import dev.weft.capture.Family;
import dev.weft.model.Checked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules as `iptables-restore` reads them; `-Dweft.rewrite=true` rewrites the files.
class RedirectionTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weft/capture/redirect");
  private static final Cidr TEN = new Cidr("10.0.0.0", 8);
  private static final Cidr SIX = new Cidr("fd00::", 8);
  private static final RedirectSettings ONLY_RANGES =
      RedirectSettings.BARE.with(
          new Outbound(Choice.only(List.of(TEN, SIX)), List.of(), List.of(), List.of()));

  private static final Map<String, RedirectSettings> CASES = cases();

  private static Map<String, RedirectSettings> cases() {
    Map<String, RedirectSettings> cases = new LinkedHashMap<>();
    cases.put("bare", RedirectSettings.BARE);
    cases.put("sidecar", RedirectSettings.SIDECAR);
    cases.put("dns-everything", RedirectSettings.SIDECAR.with(DnsCapture.EVERYTHING));
    cases.put(
        "dns-servers",
        RedirectSettings.SIDECAR.with(
            new DnsCapture.Servers(List.of("10.1.0.10", "127.0.0.53", "fd01::a"))));
    cases.put(
        "transparent",
        RedirectSettings.SIDECAR
            .with(Interception.TRANSPARENT)
            .with(new Interfaces(List.of("net1"), List.of())));
    cases.put(
        "transparent-ports",
        RedirectSettings.SIDECAR
            .with(Interception.TRANSPARENT)
            .with(new Inbound(Choice.only(List.of(80, 9080)), List.of())));
    cases.put(
        "ranges-and-ports",
        RedirectSettings.SIDECAR
            .with(new Inbound(Choice.only(List.of(80, 9080)), List.of(22)))
            .with(
                new Outbound(
                    Choice.only(List.of(TEN, SIX)),
                    List.of(new Cidr("10.9.0.0", 16), new Cidr("fd00:9::", 32)),
                    List.of(443),
                    List.of(3306, 5432))));
    cases.put(
        "virtual-machines", ONLY_RANGES.with(new Interfaces(List.of(), List.of("tap1", "tap2"))));
    cases.put(
        "groups",
        RedirectSettings.SIDECAR.with(
            new Owners(
                List.of(1337, 42), List.of(7), Choice.only(List.of("root", "202")), List.of())));
    cases.put(
        "all-groups-but",
        RedirectSettings.SIDECAR
            .with(new Owners(List.of(1337), List.of(1337), Choice.all(), List.of("backup")))
            .droppingInvalid());
    cases.put(
        "loopback",
        ONLY_RANGES
            .with(
                new Outbound(
                    Choice.only(List.of(new Cidr("127.1.2.3", 32))),
                    List.of(),
                    List.of(),
                    List.of()))
            .keeping(new Cidr("127.0.0.0", 8)));
    return cases;
  }

  static Stream<String> names() {
    return CASES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void rulesAreThoseOfTheFile(String name) throws IOException {
    RedirectSettings settings = Objects.requireNonNull(CASES.get(name));
    String rules =
        "# iptables\n%s# ip6tables\n%s# ip\n%s# ip -6\n%s"
            .formatted(
                Redirection.rules(settings, Family.IPV4),
                Redirection.rules(settings, Family.IPV6),
                Redirection.routes(settings, Family.IPV4),
                Redirection.routes(settings, Family.IPV6));
    Path golden = FOLDER.resolve(name + ".out.txt");
    if (Boolean.getBoolean("weft.rewrite")) {
      Files.writeString(golden, rules);
    }
    assertThat(rules).isEqualTo(Files.readString(golden));
  }

  @Test
  void theOrderIsTheOneThatKeepsProxyAndApplicationFromLooping() {
    List<String> output =
        Redirection.rules(RedirectSettings.SIDECAR.with(DnsCapture.EVERYTHING), Family.IPV4)
            .lines()
            .filter(line -> line.startsWith("-A ISTIO_OUTPUT "))
            .toList();
    assertThat(output.getFirst()).contains("-s 127.0.0.6/32");
    assertThat(output.getLast()).isEqualTo("-A ISTIO_OUTPUT -j ISTIO_REDIRECT");
    int passesProxy = output.indexOf("-A ISTIO_OUTPUT -m owner --uid-owner 1337 -j RETURN");
    int asksAgent = output.indexOf("-A ISTIO_OUTPUT -j ISTIO_OUTPUT_DNS");
    int leavesLoopback = output.indexOf("-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN");
    assertThat(passesProxy).isBetween(1, asksAgent - 1);
    assertThat(asksAgent).isLessThan(leavesLoopback);
  }

  @Test
  void whatAnEarlierRunLeftIsReplacedAndNothingElseIsTouched() {
    String saved =
        """
        *nat
        :PREROUTING ACCEPT [0:0]
        :OUTPUT ACCEPT [3:180]
        :ISTIO_OUTPUT - [0:0]
        :ISTIO_OLD - [0:0]
        :KUBE-SERVICES - [0:0]
        -A PREROUTING -i net1 -m comment --comment weft-capture -j RETURN
        -A PREROUTING -i other -j RETURN
        -A OUTPUT -j KUBE-SERVICES
        -A OUTPUT -j ISTIO_OUTPUT
        -A ISTIO_OUTPUT -j ISTIO_OLD
        COMMIT
        """;
    assertThat(Leftovers.removal(saved))
        .isEqualTo(
            """
            *nat
            :ISTIO_OUTPUT - [0:0]
            :ISTIO_OLD - [0:0]
            -D PREROUTING -i net1 -m comment --comment weft-capture -j RETURN
            -D OUTPUT -j ISTIO_OUTPUT
            -X ISTIO_OUTPUT
            -X ISTIO_OLD
            COMMIT
            """);
    String again = Redirection.rules(RedirectSettings.BARE, Family.IPV4, saved);
    assertThat(again)
        .contains("-D OUTPUT -j ISTIO_OUTPUT\n", "-A OUTPUT -j ISTIO_OUTPUT\n", "-X ISTIO_OLD\n")
        .doesNotContain("-X ISTIO_OUTPUT\n", "KUBE", "other");
    assertThat(again.indexOf("-D OUTPUT")).isLessThan(again.indexOf("-A OUTPUT"));
  }

  @Test
  void nothingIsRemovedWhereNothingIsOurs() {
    assertThat(Leftovers.removal("*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j X\nCOMMIT\n")).isEmpty();
    assertThat(Leftovers.removal("")).isEmpty();
  }

  @Test
  void routesOfTransparentInterceptionCanBeTakenBack() {
    RedirectSettings settings = RedirectSettings.SIDECAR.with(Interception.TRANSPARENT);
    assertThat(Redirection.withoutRoutes(settings, Family.IPV6))
        .isEqualTo(
            "address del ::6/128 dev lo\n"
                + "rule del fwmark 1337 lookup 133\n"
                + "route del local ::/0 dev lo table 133\n");
    assertThat(Redirection.withoutRoutes(RedirectSettings.SIDECAR, Family.IPV4)).isEmpty();
  }

  @Test
  void listsAreReadAsFlagsAndAnnotationsWriteThem() {
    assertThat(Lists.ports("b", "*").orElseThrow()).isEqualTo(Choice.all());
    assertThat(Lists.ports("b", "80, 443,").orElseThrow()).isEqualTo(Choice.only(List.of(80, 443)));
    assertThat(Lists.ports("b", "").orElseThrow()).isEqualTo(Choice.none());
    assertThat(Lists.ranges("i", "10.0.0.0/8,fd00::/8,1.2.3.4").orElseThrow())
        .isEqualTo(Choice.only(List.of(TEN, SIX, new Cidr("1.2.3.4", 32))));
    assertThat(Lists.words(" java ,, 202")).containsExactly("java", "202");
  }

  @Test
  void everyBadWordOfAListIsNamed() {
    assertThat(Lists.portList("excludeInboundPorts", "80,http,70000,0").remarks())
        .hasSize(3)
        .allSatisfy(problem -> assertThat(problem.path()).isEqualTo("excludeInboundPorts"))
        .anySatisfy(problem -> assertThat(problem.cause()).contains("'http'"));
    assertThat(Lists.rangeList("x", "10.0.0.0/33,fe80::/129,localhost,1.2.3,10.0.0.0/"))
        .isInstanceOf(Checked.Invalid.class);
    assertThat(Lists.rangeList("x", "10.0.0.0/33,fe80::/129,localhost,1.2.3,10.0.0.0/").remarks())
        .hasSize(5);
  }

  @Test
  void rangesKnowWhatIsInThem() {
    assertThat(TEN.contains("10.255.0.1")).isTrue();
    assertThat(TEN.contains("11.0.0.1")).isFalse();
    assertThat(TEN.contains("fd00::1")).isFalse();
    assertThat(new Cidr("0.0.0.0", 0).contains("203.0.113.7")).isTrue();
    assertThat(TEN.overlaps(new Cidr("10.96.0.0", 12))).isTrue();
    assertThat(new Cidr("10.96.0.0", 12).overlaps(TEN)).isTrue();
    assertThat(new Cidr("10.96.0.0", 12).overlaps(new Cidr("10.112.0.0", 12))).isFalse();
    assertThat(new Cidr("127.1.2.3", 32).loopback()).isTrue();
  }
}
