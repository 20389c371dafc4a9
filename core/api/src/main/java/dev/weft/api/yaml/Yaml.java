package dev.weft.api.yaml;

import dev.weft.model.Position;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads YAML, and JSON as the subset of it that it is, one document at a time, so that a broken
/// document leaves the others readable.
public final class Yaml {
  /// The longest text that is read, in UTF-16 units.
  public static final int LIMIT_CHARACTERS = 16 << 20;

  private Yaml() {}

  /// The documents of a text in order; documents of nothing but comments are left out.
  public static List<Document> read(String file, String text) {
    return read(new Position(file, 1, 1), text);
  }

  /// The documents of a text that is itself written within a file, its first character at `origin`
  /// and its lines indented to the column of `origin`.
  public static List<Document> read(Position origin, String text) {
    Optional<Problem> unreadable = unreadable(origin, text);
    if (unreadable.isPresent()) {
      return List.of(new Document.Broken(unreadable.get()));
    }
    List<Document> documents = new ArrayList<>();
    int line = 0;
    int start = 0;
    int chunkLine = 0;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      int next = end < 0 ? text.length() : end + 1;
      if (at > start && isMarker(text, at, "---")) {
        chunk(origin, text.substring(start, at), chunkLine).ifPresent(documents::add);
        start = at;
        chunkLine = line;
      } else if (isMarker(text, at, "...")) {
        chunk(origin, text.substring(start, at), chunkLine).ifPresent(documents::add);
        start = next;
        chunkLine = line + 1;
      }
      at = next;
      line++;
    }
    chunk(origin, text.substring(start), chunkLine).ifPresent(documents::add);
    return List.copyOf(documents);
  }

  private static Optional<Problem> unreadable(Position origin, String text) {
    if (text.length() > LIMIT_CHARACTERS) {
      return Optional.of(
          syntax(
              origin,
              "the text has " + text.length() + " characters, more than " + LIMIT_CHARACTERS,
              "split it into several files"));
    }
    int line = 0;
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c == 0xFFFD) {
        String what =
            c == 0 ? "a zero byte, as binary files have" : "bytes that are not UTF-8 text";
        return Optional.of(
            syntax(
                place(origin, line, column),
                "the file is not text: it has " + what,
                "give a YAML or JSON file in UTF-8"));
      }
      column = c == '\n' ? 0 : column + 1;
      line = c == '\n' ? line + 1 : line;
    }
    return Optional.empty();
  }

  private static boolean isMarker(String text, int at, String marker) {
    if (!text.startsWith(marker, at)) {
      return false;
    }
    int after = at + marker.length();
    return after >= text.length() || " \t\r\n".indexOf(text.charAt(after)) >= 0;
  }

  private static Optional<Document> chunk(Position origin, String text, int firstLine) {
    if (isBlank(text)) {
      return Optional.empty();
    }
    return new DocumentReader(origin, text, firstLine).read();
  }

  /// Whether there is nothing but comments, directives and an opening marker.
  private static boolean isBlank(String text) {
    return text.lines()
        .map(line -> isMarker(line, 0, "---") ? line.substring(3) : line)
        .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
        .map(String::strip)
        .allMatch(line -> line.isEmpty() || line.startsWith("#") || line.startsWith("%"));
  }

  static Position place(Position origin, int line, int column) {
    return new Position(origin.file(), origin.line() + line, origin.column() + column);
  }

  static Problem syntax(Position position, String cause, String remedy) {
    return Problem.error(Problem.Code.SYNTAX, "", cause, remedy).at(position);
  }
}
