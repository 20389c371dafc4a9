package dev.weft.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  private static final String DOCUMENT =
      """
      kind: ConfigMap # a comment
      metadata: {name: "a", labels: {version: "1", yes: "on"}}
      empty: {}
      none: []
      nothing:
      count: 5
      list:
      - a: b
        c: [1, "2", 'it''s']
      - - nested
      - plain
      data:
        script: |
          line one
            line two

          line four
        colon: "a: b"
        "odd key": "tab\\there"
      """;

  @Test
  void yamlIsWrittenInOneForm() {
    assertThat(YamlText.of(root(DOCUMENT)))
        .isEqualTo(
            """
            kind: ConfigMap
            metadata:
              name: a
              labels:
                version: "1"
                "yes": "on"
            empty: {}
            none: []
            nothing: null
            count: 5
            list:
            - a: b
              c:
              - 1
              - "2"
              - "it's"
            -
              - nested
            - plain
            data:
              script: |
                line one
                  line two

                line four
              colon: "a: b"
              "odd key": "tab\\there"
            """);
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    String once = YamlText.of(root(DOCUMENT));

    assertThat(YamlText.of(root(once))).isEqualTo(once);
    assertThat(JsonText.of(root(once))).isEqualTo(JsonText.of(root(DOCUMENT)));
    assertThat(YamlText.of(root(JsonText.of(root(once))))).isEqualTo(once);
  }

  @Test
  void jsonKeepsNumbersAndTexts() {
    assertThat(JsonText.of(root("{a: 5, b: '5', c: true, d: null, e: 0x1f, f: \"q\\\"\"}")))
        .isEqualTo(
            """
            {
              "a": 5,
              "b": "5",
              "c": true,
              "d": null,
              "e": "0x1f",
              "f": "q\\""
            }
            """);
  }

  private static Node root(String text) {
    return Yaml.read("a.yaml", text).getFirst() instanceof Document.Read read
        ? read.root()
        : new Node.Sequence(java.util.List.of(), dev.weft.model.Position.NONE);
  }
}
