package dev.weft.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.capture.Family;
import dev.weft.capture.redirect.RedirectSettings;
import dev.weft.capture.redirect.Redirection;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CaptureProgramTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Environment environment(Map<String, String> variables) {
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Environment(Path.of(""), variables, print, print);
  }

  private static CaptureSettings of(Environment environment, String... words) {
    return CaptureSettings.of(
        CaptureSettings.OPTIONS.parse(List.of(words)), environment, () -> List.of("10.96.0.10"));
  }

  private String four(String... words) {
    return Redirection.rules(of(environment(Map.of()), words).rules(), Family.IPV4);
  }

  @Test
  void withoutFlagsItIsWhatAnInjectedPodHas() {
    assertThat(of(environment(Map.of())).rules()).isEqualTo(RedirectSettings.SIDECAR);
  }

  @Test
  void theFlagsOfIstiosOwnProgramSayTheSame() {
    String rules =
        four(
            "-p",
            "16001",
            "-z",
            "16006",
            "-u",
            "77",
            "-m",
            "REDIRECT",
            "-b",
            "80,8080",
            "-d",
            "9",
            "-i",
            "10.0.0.0/8",
            "-x",
            "10.9.0.0/16",
            "-q",
            "443",
            "-o",
            "5432",
            "-k",
            "vnet0",
            "-c",
            "eth1");
    assertThat(rules)
        .contains("--to-ports 16001")
        .contains("--to-ports 16006")
        .contains("--uid-owner 77")
        .contains("--gid-owner 77")
        .contains("--dport 8080 ")
        .contains("-d 10.0.0.0/8")
        .contains("-d 10.9.0.0/16 -j RETURN")
        .contains("--dport 443 -j ISTIO_REDIRECT")
        .contains("--dport 5432 -j RETURN")
        .contains("-i vnet0")
        .contains("eth1");
    assertThat(four("-m", "TPROXY", "-b", "*", "-t", "42"))
        .contains("-j TPROXY")
        .contains("--on-port 15006")
        .contains("42");
    assertThat(four("-b", "", "-i", "")).doesNotContain("-p tcp -j ISTIO_IN_REDIRECT");
    assertThat(four("--drop-invalid")).contains("INVALID");
  }

  @Test
  void questionsToNameServersAreTakenWhenAskedFor() {
    assertThat(four()).doesNotContain("15053");
    assertThat(four("--redirect-dns"))
        .contains("-d 10.96.0.10/32 -j REDIRECT --to-ports 15053")
        .contains("-j CT --zone 1");
    assertThat(four("--capture-all-dns", "--dns-port", "5353"))
        .contains("--dport 53 -j REDIRECT --to-ports 5353");
    Environment injected = environment(Map.of("ISTIO_META_DNS_CAPTURE", "true"));
    assertThat(Redirection.rules(of(injected).rules(), Family.IPV4)).contains("10.96.0.10/32");
  }

  @Test
  void printingChangesNothingAndShowsBothFamilies() {
    Running running =
        new CaptureProgram()
            .start(List.of("print", "--dual-stack", "-m", "TPROXY"), environment(Map.of()));
    assertThat(running.ended()).isCompletedWithValue(Exit.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("# iptables-restore --noflush\n*")
        .contains("# ip6tables-restore --noflush\n*")
        .contains("# ip -6 -force -batch -\naddress add ::6/128 dev lo\nrule add fwmark 1337 ");
  }

  @Test
  void whatCannotBeUnderstoodIsNamed() {
    assertThatThrownBy(() -> new CaptureProgram().start(List.of(), environment(Map.of())))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("weft capture apply");
    assertThatThrownBy(() -> four("-m", "MAGIC")).hasMessageContaining("REDIRECT or TPROXY");
    assertThatThrownBy(() -> four("-u", "root")).hasMessageContaining("whole numbers");
    assertThatThrownBy(() -> four("-b", "http", "-x", "10.0.0.0/99"))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.problems()).hasSize(2));
  }

  @Test
  void theMachinesOwnNetworkIsTakenOnlyWhenSaidSo() {
    assertThat(of(environment(Map.of())).anywhere()).isFalse();
    assertThat(of(environment(Map.of()), "--allow-host-network").anywhere()).isTrue();

    CaptureProgram.apart(Ground.APART);
    assertThatThrownBy(() -> CaptureProgram.apart(Ground.MACHINE))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.REFUSED))
        .hasMessageContaining("machine's own network namespace")
        .hasMessageContaining("--allow-host-network");
    assertThatThrownBy(() -> CaptureProgram.apart(Ground.UNKNOWN))
        .hasMessageContaining("/proc/1/ns/net, which would tell, cannot be read")
        .hasMessageContaining("--allow-host-network");
  }
}
