package dev.weft.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GroundTest {
  private static final String CONTAINER = "pid:[4026532201]";
  private static final String NETWORK = "net:[4026531840]";
  private static final String OTHER = "net:[4026532177]";

  private static Ground ground(String processes, String network, String first, String kernel) {
    return Ground.of(
        new Ground.View(
            Optional.of(processes),
            Optional.of(network),
            Optional.of(first).filter(text -> !text.isEmpty()),
            kernel));
  }

  @Test
  void theMachinesOwnIsThatOfItsFirstProcess() {
    assertThat(ground(Ground.FIRST_PROCESSES, NETWORK, NETWORK, "6.8.0-45-generic"))
        .isEqualTo(Ground.MACHINE);
    assertThat(ground(Ground.FIRST_PROCESSES, OTHER, NETWORK, "6.8.0-45-generic"))
        .isEqualTo(Ground.APART);
  }

  @Test
  void itIsKnownByItsNumberWhereTheFirstProcessIsClosed() {
    assertThat(ground(Ground.FIRST_PROCESSES, Ground.FIRST_NETWORK, "", "6.18.4"))
        .isEqualTo(Ground.MACHINE);
    assertThat(ground(Ground.FIRST_PROCESSES, OTHER, "", "6.18.4")).isEqualTo(Ground.APART);
    assertThat(ground(Ground.FIRST_PROCESSES, OTHER, "", "7.0-rc1")).isEqualTo(Ground.APART);
  }

  @Test
  void anOlderKernelWithoutAViewOfTheFirstProcessTellsNothing() {
    assertThat(ground(Ground.FIRST_PROCESSES, OTHER, "", "6.17.9")).isEqualTo(Ground.UNKNOWN);
    assertThat(ground(Ground.FIRST_PROCESSES, OTHER, "", "")).isEqualTo(Ground.UNKNOWN);
    assertThat(
            Ground.of(new Ground.View(Optional.empty(), Optional.empty(), Optional.empty(), "6.8")))
        .isEqualTo(Ground.UNKNOWN);
  }

  @Test
  void aContainerIsAPodWhateverItsOwnFirstProcessIs() {
    assertThat(ground(CONTAINER, OTHER, OTHER, "6.8.0")).isEqualTo(Ground.APART);
    assertThat(ground(CONTAINER, OTHER, "", "6.8.0")).isEqualTo(Ground.APART);
    assertThat(ground(CONTAINER, Ground.FIRST_NETWORK, Ground.FIRST_NETWORK, "6.18.4"))
        .as("a virtual machine that is a pod")
        .isEqualTo(Ground.APART);
  }
}
