package dev.weft.api.yaml;

import java.util.Locale;

/// Writes trees as YAML: block style, two spaces, quotes only where they are needed.
public final class YamlText {
  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// The text of a document, ending with a line break.
  public static String of(Node node) {
    YamlText text = new YamlText();
    text.value(node, 0);
    String written = text.out.toString();
    return written.startsWith("\n") ? written.substring(1) : written.stripLeading();
  }

  /// What follows `key:` or `-`: a space and a scalar, or deeper lines.
  private void value(Node node, int indent) {
    switch (node) {
      case Node.Scalar scalar -> scalar(scalar, indent);
      case Node.Sequence sequence -> {
        if (sequence.items().isEmpty()) {
          out.append(" []\n");
          return;
        }
        out.append('\n');
        sequence.items().forEach(item -> item(item, indent));
      }
      case Node.Mapping mapping -> {
        if (mapping.entries().isEmpty()) {
          out.append(" {}\n");
          return;
        }
        out.append('\n');
        mapping.entries().forEach(entry -> entry(entry, indent));
      }
    }
  }

  private void entry(Node.Entry entry, int indent) {
    out.append(" ".repeat(indent)).append(key(entry.key())).append(':');
    boolean list = entry.value() instanceof Node.Sequence;
    value(entry.value(), list ? indent : indent + 2);
  }

  /// A key is text, whatever it looks like.
  private static String key(Node.Scalar key) {
    return word(new Node.Scalar(key.text(), Node.Style.QUOTED, key.position()));
  }

  private void item(Node item, int indent) {
    out.append(" ".repeat(indent)).append('-');
    if (item instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      int start = out.length();
      mapping.entries().forEach(entry -> entry(entry, indent + 2));
      out.replace(start, start + indent + 2, " ");
      return;
    }
    value(item, indent + 2);
  }

  private void scalar(Node.Scalar scalar, int indent) {
    String text = scalar.text();
    boolean lines = text.contains("\n") && isPrintable(text) && !text.startsWith(" ");
    if (scalar.plain() || !lines || text.startsWith("\n")) {
      out.append(' ').append(word(scalar)).append('\n');
      return;
    }
    String body = text.stripTrailing();
    int breaks = text.length() - body.length();
    boolean simple = text.substring(body.length()).chars().allMatch(c -> c == '\n') && breaks <= 1;
    if (!simple) {
      out.append(' ').append(JsonText.quoted(text)).append('\n');
      return;
    }
    out.append(breaks == 0 ? " |-\n" : " |\n");
    for (String line : body.split("\n", -1)) {
      out.append(line.isEmpty() ? "" : " ".repeat(Math.max(indent, 2))).append(line).append('\n');
    }
  }

  private static String word(Node.Scalar scalar) {
    String text = scalar.text();
    if (scalar.plain()) {
      return scalar.isNull() ? "null" : safe(text) ? text : JsonText.quoted(text);
    }
    Node.Scalar unquoted = new Node.Scalar(text, Node.Style.PLAIN, scalar.position());
    return safe(text) && !unquoted.isTyped() && !isOldTruth(text) ? text : JsonText.quoted(text);
  }

  /// Words that older readers of YAML take for truth values.
  private static boolean isOldTruth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "no", "on", "off", "y", "n" -> true;
      default -> false;
    };
  }

  private static boolean safe(String text) {
    return text.matches("[A-Za-z0-9_./+-][A-Za-z0-9_./@=+-]*(:[A-Za-z0-9_./@=+-]+)*")
        && !text.startsWith("---")
        && !text.startsWith("- ")
        && !text.equals("-")
        && !text.matches("[0-9]{1,2}(:[0-9]{1,2})+");
  }

  private static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c != 0x7F && c < 0xFFFE || c == '\n');
  }
}
