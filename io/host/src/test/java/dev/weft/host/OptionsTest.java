package dev.weft.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static final Options OPTIONS =
      Options.of(
          Options.value("-c --config", "DIR", "directory of resources"),
          Options.value("--port", "PORT", "15010", "where to listen"),
          Options.flag("--once", "end after the first push"));

  @Test
  void valuesAreReadInEitherSpellingAndKeepTheirOrder() {
    Arguments arguments = OPTIONS.parse(List.of("-c", "a", "--config=b", "--once"));
    assertThat(arguments.all("--config")).containsExactly("a", "b");
    assertThat(arguments.flag("--once")).isTrue();
    assertThat(arguments.port("--port")).isEqualTo(15010);
  }

  @Test
  void anUnknownOptionIsRefusedWithTheOnesThereAre() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--prot", "1")))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.exit()).isEqualTo(Exit.USAGE))
        .hasMessage("unknown option --prot; the options are --config, --port, --once");
  }

  @Test
  void aMissingValueAndABadPortAreRefused() {
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--port")))
        .hasMessage("--port needs a value: PORT");
    assertThatThrownBy(() -> OPTIONS.parse(List.of("--port", "70000")).port("--port"))
        .hasMessage("--port is '70000', but a port is a number from 0 to 65535");
    assertThatThrownBy(() -> OPTIONS.parse(List.of()).required("--config"))
        .hasMessage("--config is required");
  }

  @Test
  void helpNamesEveryOptionWithItsDefault() {
    assertThat(OPTIONS.help())
        .isEqualTo(
            """
              -c, --config DIR  directory of resources
              --port PORT       where to listen (default 15010)
              --once            end after the first push
            """);
  }
}
