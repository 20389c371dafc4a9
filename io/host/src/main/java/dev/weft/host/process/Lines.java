package dev.weft.host.process;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Takes the lines of a child as they come. Called by one thread a stream.
@FunctionalInterface
public interface Lines {
  /// Longer lines are cut here, so that a child that never ends a line cannot fill the memory.
  int LIMIT_BYTES = 64 * 1024;

  /// One line, without its end; output that is not UTF-8 has replacement characters.
  void line(String text);

  /// Reads a stream to its end.
  ///
  /// @throws IOException when the stream breaks; what came before has been handed on
  static void pump(InputStream stream, Lines lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    boolean cut = false;
    try (InputStream in = new BufferedInputStream(stream)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines.line(text(line, cut));
          line.reset();
          cut = false;
        } else if (line.size() < LIMIT_BYTES) {
          line.write(b);
        } else {
          cut = true;
        }
      }
    }
    if (line.size() > 0) {
      lines.line(text(line, cut));
    }
  }

  private static String text(ByteArrayOutputStream line, boolean cut) {
    String text = line.toString(StandardCharsets.UTF_8);
    String plain = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    return cut ? plain + " ... (line cut at " + LIMIT_BYTES + " bytes)" : plain;
  }
}
