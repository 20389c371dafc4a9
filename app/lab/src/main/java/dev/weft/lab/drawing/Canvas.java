package dev.weft.lab.drawing;

import java.util.Locale;

/// Shapes as elements of SVG, one a line.
final class Canvas {
  private final StringBuilder svg = new StringBuilder();

  /// A rectangle with round corners.
  void frame(Frame at, String kind) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n",
            kind,
            at.x(),
            at.y(),
            at.width(),
            at.height()));
  }

  /// Words whose line stands at a height.
  void text(int x, int y, String kind, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
            kind,
            x,
            y,
            safe(words)));
  }

  /// A line of a call, by the commands of a path.
  void line(String style, String commands, boolean tip) {
    svg.append("<path class=\"call ").append(style).append("\" d=\"").append(commands).append('"');
    if (tip) {
      svg.append(" marker-end=\"url(#tip-").append(style).append(")\"");
    }
    svg.append("/>\n");
  }

  /// The number of a call in a disc.
  void number(int x, int y, String style, int number) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"disc %s\" cx=\"%d\" cy=\"%d\" r=\"11\"/>\n",
            style,
            x,
            y));
    text(x, y + 5, "number", "" + number);
  }

  /// Where a call ends without arriving.
  void cross(int x, int y, String style) {
    line(
        style + " mark",
        String.format(
            Locale.ROOT,
            "M%d %d L%d %d M%d %d L%d %d",
            x - 7,
            y - 7,
            x + 7,
            y + 7,
            x - 7,
            y + 7,
            x + 7,
            y - 7),
        false);
  }

  static String safe(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String toString() {
    return svg.toString();
  }
}
