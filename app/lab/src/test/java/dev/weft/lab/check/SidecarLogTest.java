package dev.weft.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.lab.topology.Expectation.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SidecarLogTest {
  @TempDir Path folder;

  @Test
  void theReasonOfTheTransportIsFoundByTheIdOfTheRequest() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("caller.log"),
            """
            proxy: [t] "GET / HTTP/1.1" 503 UF x - "-" 0 1 2 - "-" "c" "id-1" "a" "b"
            proxy: [t] "GET / HTTP/1.1" 503 UF x - "TLS_error:_no_bundle:_trust_domain_'b'" 0 "id-2"
            """);
    assertThat(SidecarLog.tlsFailure(log, "id-1")).isEmpty();
    assertThat(SidecarLog.tlsFailure(log, "id-2"))
        .contains("TLS error: no bundle: trust domain 'b'");
  }

  @Test
  void aCallThatFailedForWantOfTrustSaysSo() {
    Outcome told =
        new Outcome(Optional.of(Reason.STATUS), 503, "", "", "upstream connect error", 1)
            .untrusted("TLS error: no bundle");
    assertThat(told.reason()).contains(Reason.UNTRUSTED);
    assertThat(told.words()).isEqualTo("TLS error: no bundle");
  }
}
