package dev.weft.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogLineTest {
  @Test
  void aLineOfTheDefaultFormatIsReadFieldByField() {
    LogLine line =
        LogLine.parse(
                "page",
                "[2026-11-21T03:23:44.837Z] \"GET / HTTP/1.1\" 200 - via_upstream - \"-\" 0 941 54"
                    + " 54 \"127.0.0.1\" \"curl with words\" \"an-id\" \"reviews:9080\""
                    + " \"127.66.2.1:9080\" outbound|9080|v1|reviews 127.0.0.1:4 127.0.0.1:5"
                    + " 127.0.0.1:6 - canary")
            .orElseThrow();

    assertThat(line)
        .isEqualTo(
            new LogLine(
                "page",
                200,
                "-",
                "via_upstream",
                "an-id",
                "reviews:9080",
                "127.66.2.1:9080",
                "outbound|9080|v1|reviews",
                "-",
                "canary"));
    assertThat(line.passed()).isTrue();
    assertThat(line.inbound()).isFalse();
  }

  @Test
  void aLineOfAnotherFormatIsNone() {
    assertThat(LogLine.parse("page", "GET / 200")).isEmpty();
    assertThat(LogLine.parse("page", "{\"status\": 200}")).isEmpty();
  }
}
