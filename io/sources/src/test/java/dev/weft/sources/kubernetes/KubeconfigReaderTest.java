package dev.weft.sources.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Checked;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeconfigReaderTest {
  private static final String TEXT =
      """
      apiVersion: v1
      kind: Config
      current-context: it
      contexts:
      - name: it
        context: {cluster: one, user: me}
      clusters:
      - name: one
        cluster:
          server: https://api.example:6443/
      users:
      - name: me
        user:
          token: abc
      """;

  private static String refusal(String text) {
    return KubeconfigReader.parse("Secret istio-system/remote", text).remarks().toString();
  }

  @Test
  void aTokenAndAServerSuffice() {
    Kubeconfig config = KubeconfigReader.parse("here", TEXT).orElseThrow();
    assertThat(config.server().toString()).isEqualTo("https://api.example:6443");
    assertThat(config.credential())
        .isInstanceOfSatisfying(
            Kubeconfig.Credential.Token.class,
            token -> assertThat(token.text().get()).isEqualTo("abc"));
  }

  @Test
  void programsAndFilesAreRefusedByPlaceAndReason() {
    assertThat(refusal(TEXT.replace("token: abc", "exec: {command: rm}")))
        .contains("Secret istio-system/remote:14")
        .contains("'exec' is not accepted");
    assertThat(refusal(TEXT.replace("token: abc", "auth-provider: {name: gcp}")))
        .contains("'auth-provider' is not accepted");
    assertThat(refusal(TEXT.replace("token: abc", "tokenFile: /etc/shadow")))
        .contains("/etc/shadow")
        .contains("not believed");
    assertThat(refusal(TEXT.replace("server: ", "certificate-authority: ca.pem\n    server: ")))
        .contains("certificate-authority");
    assertThat(refusal(TEXT.replace("server: ", "insecure-skip-tls-verify: true\n    server: ")))
        .contains("insecure-skip-tls-verify");
  }

  @Test
  void whatIsMissingOrMalformedIsNamed() {
    assertThat(refusal(TEXT.replace("current-context: it", "current-context: no")))
        .contains("no 'context' called 'no'");
    assertThat(refusal(TEXT.replace("https://api", "http://api"))).contains("https");
    assertThat(refusal(TEXT.replace("server: ", "certificate-authority-data: '%'\n    server: ")))
        .contains("not base64");
    assertThat(refusal("{")).isNotEmpty();
    assertThat(refusal("")).contains("0 documents");
  }

  @Test
  void aFileThatTheOperatorNamedMayNameOthersBesideIt(@TempDir Path directory) throws Exception {
    Files.writeString(directory.resolve("t"), "from-file\n");
    Path file = directory.resolve("config");
    Files.writeString(file, TEXT.replace("token: abc", "tokenFile: t"));
    Checked<Kubeconfig> read = KubeconfigReader.read(file);
    assertThat(read.orElseThrow().credential())
        .isInstanceOfSatisfying(
            Kubeconfig.Credential.Token.class,
            token -> assertThat(token.text().get()).isEqualTo("from-file"));
    assertThat(KubeconfigReader.read(directory.resolve("absent")).remarks().toString())
        .contains("cannot be read");
  }
}
