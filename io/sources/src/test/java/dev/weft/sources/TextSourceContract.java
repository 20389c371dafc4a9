package dev.weft.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every source does that holds texts, in which the same resource may be written twice.
abstract class TextSourceContract extends SourceContract {
  @Test
  void theSameResourceTwiceCountsOnceAndIsAProblem() throws Exception {
    write("a.yaml", entry("a", 1));
    write("b.yaml", entry("a", 2));
    start();
    eventually(Map.of("a", 1));
    assertThat(last().problems()).hasSize(1);
    assertThat(last().problems().getFirst().toString()).contains("b.yaml").contains("a.yaml:4");
    remove("a.yaml");
    eventually(Map.of("a", 2));
    assertThat(last().problems()).isEmpty();
  }
}
