package dev.weft.api.yaml;

import java.util.Iterator;
import java.util.regex.Pattern;

/// Writes trees as JSON, indented by two spaces.
public final class JsonText {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  /// The text of a document, ending with a line break.
  public static String of(Node node) {
    JsonText text = new JsonText();
    text.value(node, 0);
    return text.out.append('\n').toString();
  }

  private void value(Node node, int indent) {
    switch (node) {
      case Node.Scalar scalar -> out.append(scalar(scalar));
      case Node.Sequence sequence -> {
        Iterator<Node> items = sequence.items().iterator();
        open('[', items.hasNext(), indent);
        while (items.hasNext()) {
          value(items.next(), indent + 2);
          next(items.hasNext(), indent);
        }
        out.append(']');
      }
      case Node.Mapping mapping -> {
        Iterator<Node.Entry> entries = mapping.entries().iterator();
        open('{', entries.hasNext(), indent);
        while (entries.hasNext()) {
          Node.Entry entry = entries.next();
          out.append(quoted(entry.key().text())).append(": ");
          value(entry.value(), indent + 2);
          next(entries.hasNext(), indent);
        }
        out.append('}');
      }
    }
  }

  private void open(char bracket, boolean filled, int indent) {
    out.append(bracket);
    if (filled) {
      out.append('\n').append(" ".repeat(indent + 2));
    }
  }

  private void next(boolean more, int indent) {
    out.append(more ? ",\n" : "\n").append(" ".repeat(more ? indent + 2 : indent));
  }

  private static String scalar(Node.Scalar scalar) {
    if (scalar.isNull()) {
      return "null";
    }
    if (scalar.plain() && Scalars.isTruth(scalar.text())) {
      return scalar.text().toLowerCase(java.util.Locale.ROOT);
    }
    boolean number = scalar.plain() && NUMBER.matcher(scalar.text()).matches();
    return number ? scalar.text() : quoted(scalar.text());
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          boolean plain =
              c >= ' ' && c < 0x7F || c > 0x9F && c < 0xD800 || c > 0xDFFF && c < 0xFFFE;
          boolean pair = Character.isSurrogate(c);
          quoted.append(plain || pair ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
      }
    }
    return quoted.append('"').toString();
  }
}
