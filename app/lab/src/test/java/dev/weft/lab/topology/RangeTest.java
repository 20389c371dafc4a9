package dev.weft.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeTest {
  @Test
  void bitsAfterThePrefixAreDropped() {
    assertThat(Range.of("10.1.2.3/16")).hasToString("10.1.0.0/16");
  }

  @Test
  void addressesAreCountedFromTheFirst() {
    assertThat(Range.of("10.1.255.0/24").address(255)).isEqualTo("10.1.255.255");
    assertThat(Range.of("0.0.0.0/0").size()).isEqualTo(1L << 32);
  }

  @Test
  void partsAreWithinAndDoNotOverlap() {
    Range whole = Range.of("10.10.0.0/16");
    assertThat(whole.part(3, 24)).hasToString("10.10.3.0/24");
    assertThat(whole.contains(whole.part(3, 24))).isTrue();
    assertThat(whole.part(3, 24).overlaps(whole.part(4, 24))).isFalse();
    assertThat(whole.part(3, 24).overlaps(whole)).isTrue();
  }

  @Test
  void textThatIsNoRangeIsNone() {
    for (String text : new String[] {"", "10.0.0.0", "10.0.0.256/8", "10.0.0.0/33", "a/8"}) {
      assertThat(Range.parse(text)).as(text).isEmpty();
    }
  }
}
