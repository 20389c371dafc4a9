package dev.weft.api.yaml;

/// The YAML library's reasons in words that say what to do.
final class Reasons {
  private Reasons() {}

  static String cause(String problem) {
    String line = problem.lines().findFirst().orElse("the text is not YAML").strip();
    String known =
        line.contains("'\\t(TAB)'") || line.contains("'\\t'")
            ? "a tab is used where YAML wants spaces"
            : line;
    return known.endsWith(".") ? known.substring(0, known.length() - 1) : known;
  }

  static String remedy(String cause) {
    if (cause.startsWith("a tab")) {
      return "indent with spaces";
    }
    if (cause.contains("mapping values are not allowed")) {
      return "quote the value that has a colon in it, or align the keys";
    }
    if (cause.contains("nested deeper") || cause.contains("more than")) {
      return "make the document smaller";
    }
    if (cause.contains("template")) {
      return "give what the template renders";
    }
    if (cause.contains("alias")) {
      return "define the anchor before it, or quote the text that starts with '*'";
    }
    if (cause.contains("control character")) {
      return "remove it, or write it as an escape in double quotes";
    }
    if (cause.contains("unexpected end") || cause.contains("end of stream")) {
      return "close the quote or bracket that was opened";
    }
    return "correct the YAML here";
  }
}
