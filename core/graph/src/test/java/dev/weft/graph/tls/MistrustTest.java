package dev.weft.graph.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MistrustTest {
  @Test
  void theReasonIsFoundInWhatWasWritten() {
    for (Mistrust each : Mistrust.values()) {
      assertThat(Mistrust.in("TLS_error: " + each.text("particulars"))).contains(each);
    }
    assertThat(Mistrust.in("TLS_error: the client spoke plain text")).isEmpty();
  }

  @Test
  void theOutermostReasonCounts() {
    String inner = Mistrust.NO_BUNDLE.text("trust domain 'b'");
    assertThat(Mistrust.in(Mistrust.TRUST_WITHDRAWN.text("not trusted any more: " + inner)))
        .contains(Mistrust.TRUST_WITHDRAWN);
  }
}
