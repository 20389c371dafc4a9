package dev.weft.host.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      new Table("SERVICE FQDN", "PORT").row("reviews.default", "9080").row("-", "yes");

  @Test
  void columnsAlignAndLinesHaveNoTrailingBlanks() {
    assertThat(TABLE.print(Format.TABLE))
        .isEqualTo(
            """
            SERVICE FQDN        PORT
            reviews.default     9080
            -                   yes
            """);
  }

  @Test
  void jsonAndYamlHaveOneObjectForEachRow() {
    assertThat(TABLE.print(Format.JSON))
        .isEqualTo(
            """
            [
              {
                "serviceFqdn": "reviews.default",
                "port": "9080"
              },
              {
                "serviceFqdn": "-",
                "port": "yes"
              }
            ]
            """);
    assertThat(TABLE.print(Format.YAML))
        .isEqualTo(
            """
            - serviceFqdn: reviews.default
              port: "9080"
            - serviceFqdn: "-"
              port: "yes"
            """);
  }

  @Test
  void yamlNestsMapsAndListsAndKeepsTheTypesOfScalars() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("empty", Map.of());
    tree.put("list", Arrays.asList(1, true, null, List.of("a", "b\nc"), Map.of("k", "v: w")));
    assertThat(Tree.yaml(tree))
        .isEqualTo(
            """
            empty: {}
            list:
              - 1
              - true
              - null
              - - a
                - "b\\nc"
              - k: "v: w"
            """);
  }

  @Test
  void controlCharactersAreEscapedInJson() {
    assertThat(Tree.json("a\"\\\u0001\u007f\t")).isEqualTo("\"a\\\"\\\\\\u0001\\u007f\\t\"\n");
  }

  @Test
  void nothingIsColouredWhenNoColorIsSetOrTheTerminalIsDumb() {
    System.setProperty("weft.tty", "true");
    try {
      PrintStream out = new PrintStream(new ByteArrayOutputStream());
      assertThat(Terminal.of(out, Map.of()).paint(Ink.RED, "x")).isEqualTo("\033[31mx\033[0m");
      assertThat(Terminal.of(out, Map.of("NO_COLOR", "1")).paint(Ink.RED, "x")).isEqualTo("x");
      assertThat(Terminal.of(out, Map.of("TERM", "dumb")).paint(Ink.RED, "x")).isEqualTo("x");
    } finally {
      System.clearProperty("weft.tty");
    }
  }
}
