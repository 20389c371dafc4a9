package dev.weft.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.telemetry.trace.TraceContext.Sampling;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropagationTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aTraceparentIsReadAndItsChildSaysTheSameTrace() {
    TraceContext context = W3c.parse(PARENT, "vendor=1").orElseThrow();
    TraceContext child = context.child(0x1234L, false);

    assertThat(W3c.parent(context)).isEqualTo(PARENT);
    assertThat(W3c.parent(child))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000001234-01");
    assertThat(child.parent()).isEqualTo(0x00f067aa0ba902b7L);
    assertThat(child.state()).isEqualTo("vendor=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01"
      })
  void aMalformedTraceparentStartsANewTrace(String text) {
    assertThat(W3c.parse(text, "")).isEmpty();
  }

  @Test
  void aLaterVersionIsReadAsFarAsItIsKnown() {
    String later = "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-next";
    assertThat(W3c.parent(W3c.parse(later, "").orElseThrow())).isEqualTo(PARENT);
  }

  @Test
  void b3HeadersRoundTrip() {
    Map<String, String> headers =
        Map.of(
            B3.TRACE, "463ac35c9f6413ad48485a3953bb6124",
            B3.SPAN, "a2fb4a1d1a96d312",
            B3.PARENT, "0020000000000001",
            B3.SAMPLED, "1");
    TraceContext context = B3.parse(name -> headers.getOrDefault(name, "")).orElseThrow();

    assertThat(B3.headers(context)).containsExactlyInAnyOrderEntriesOf(headers);
    assertThat(B3.single(context))
        .isEqualTo("463ac35c9f6413ad48485a3953bb6124-a2fb4a1d1a96d312-1-0020000000000001");
    assertThat(B3.parse(name -> name.equals(B3.SINGLE) ? B3.single(context) : ""))
        .contains(context);
  }

  @Test
  void aShortTraceIdStaysShort() {
    TraceContext context =
        B3.parse(name -> name.equals("b3") ? "48485a3953bb6124-a2fb4a1d1a96d312" : "")
            .orElseThrow();
    assertThat(context.traceId()).isEqualTo("48485a3953bb6124");
    assertThat(context.sampling()).isEqualTo(Sampling.DEFERRED);
    assertThat(context.child(5, true).sampled()).isTrue();
    assertThat(context.child(5, false).sampled()).isFalse();
  }

  @Test
  void aLoneSamplingDecisionIsHeard() {
    assertThat(B3.decision(name -> name.equals("b3") ? "0" : "")).isEqualTo(Sampling.NO);
    assertThat(B3.decision(name -> name.equals(B3.FLAGS) ? "1" : "")).isEqualTo(Sampling.DEBUG);
    assertThat(B3.decision(name -> "")).isEqualTo(Sampling.DEFERRED);
  }
}
