package dev.weft.controlplane.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.TrustDomain;
import dev.weft.pki.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The replacement of a root of the control plane's own, on disk.
final class OwnRootTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  @TempDir private Path directory = Path.of("");

  private OwnRoot open() throws IOException {
    return OwnRoot.open(directory, TrustDomain.CLUSTER_LOCAL, InstantSource.fixed(NOW));
  }

  private X509Certificate signing() throws IOException {
    return open().held().orElseThrow().authority().root();
  }

  private List<X509Certificate> believed() throws IOException {
    return open().held().orElseThrow().roots();
  }

  @Test
  void eachStepIsThereAfterARestart() throws IOException {
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SETTLED);
    X509Certificate first = signing();
    assertThat(believed()).containsExactly(first);

    open().begin();
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.BEGUN);
    assertThat(signing()).isEqualTo(first);
    assertThat(believed()).hasSize(2).startsWith(first);
    X509Certificate second = believed().getLast();

    open().change();
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SWITCHED);
    assertThat(signing()).isEqualTo(second);
    assertThat(believed()).containsExactly(second, first);

    open().finish();
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SETTLED);
    assertThat(signing()).isEqualTo(second);
    assertThat(believed()).containsExactly(second);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("key.pem", "cert.pem");
    }
  }

  @Test
  void everyFileIsItsOwnersAlone() throws IOException {
    open().begin();
    open().signs(Duration.ofDays(3)).orElseThrow();
    open().change();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .as(file.toString())
                  .isEqualTo("rw-------"));
    }
  }

  @Test
  void aBeginningThatWasStoppedBetweenKeyAndCertificateCountsNothing() throws IOException {
    X509Certificate first = signing();
    Files.writeString(directory.resolve("next-key.pem"), "half");
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SETTLED);
    assertThat(believed()).containsExactly(first);
    open().begin();
    assertThat(believed()).hasSize(2);
  }

  @Test
  void aSwitchThatWasStoppedBeforeItsFirstRenameHasNotHappened() throws IOException {
    X509Certificate first = signing();
    open().begin();
    Files.copy(directory.resolve("cert.pem"), directory.resolve("previous-cert.pem"));
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.BEGUN);
    assertThat(signing()).isEqualTo(first);
    open().change();
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SWITCHED);
  }

  @Test
  void aSwitchThatWasStoppedBetweenKeyAndCertificateIsCompletedByTheNextStart() throws IOException {
    X509Certificate first = signing();
    open().begin();
    X509Certificate second = believed().getLast();
    Files.copy(directory.resolve("cert.pem"), directory.resolve("previous-cert.pem"));
    Files.move(
        directory.resolve("next-key.pem"),
        directory.resolve("key.pem"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(open().stage()).isEqualTo(OwnRoot.Stage.SWITCHED);
    assertThat(signing()).isEqualTo(second);
    assertThat(believed()).containsExactly(second, first);
  }

  @Test
  void theEndOfTheFirstRootWaitsForTheLongestCertificate() throws IOException {
    open().begin();
    open().signs(Duration.ofMinutes(1)).orElseThrow();
    open().signs(Duration.ofDays(3)).orElseThrow();
    open().change();
    assertThat(open().until()).isBetween(NOW.plus(Duration.ofDays(3)), NOW.plusSeconds(260_000));
    Authority now = open().held().orElseThrow().authority();
    assertThat(now.root().getNotAfter().toInstant()).isAfter(open().until());
  }
}
