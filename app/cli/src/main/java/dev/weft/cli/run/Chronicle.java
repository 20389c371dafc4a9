package dev.weft.cli.run;

import dev.weft.host.process.Lines;
import dev.weft.host.terminal.Ink;
import dev.weft.host.terminal.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/// The one stream in which all parts are heard, each line with the name of who said it, and the log
/// files, which have each part alone.
public final class Chronicle {
  private final Terminal terminal;
  private final int width;
  private final ConcurrentHashMap<String, Ink> inks = new ConcurrentHashMap<>();

  /// @param width of the names in front of the lines
  public Chronicle(Terminal terminal, int width) {
    this.terminal = terminal;
    this.width = width;
  }

  /// Something that happened to the mesh as a whole.
  public void say(String text) {
    terminal.line(text);
  }

  /// A step of coming up.
  public void step(String name, String what) {
    terminal.line(
        "  "
            + terminal.paint(Ink.GREEN, "ok")
            + "  "
            + pad(name)
            + terminal.paint(Ink.FAINT, what));
  }

  /// What is being waited for, on a terminal only.
  public void waiting(String what) {
    terminal.passing(terminal.paint(Ink.FAINT, "  ..  " + what));
  }

  /// Trouble with a part, which the mesh survives.
  public void trouble(String name, String what) {
    terminal.line(prefix(name) + terminal.paint(Ink.RED, what));
  }

  /// One line of a part.
  public void line(String name, String text) {
    terminal.line(prefix(name) + text);
  }

  /// Lines that go to a file, and to the stream as well.
  Lines loud(String name, Path file) {
    Lines journal = quiet(name, file);
    return text -> {
      journal.line(text);
      line(name, text);
    };
  }

  /// Lines that go to a file alone.
  Lines quiet(String name, Path file) {
    return new Journal(file, said -> trouble(name, said));
  }

  /// A stream for programs of this process, whose lines are handed on.
  public static PrintStream stream(Lines lines) {
    return new PrintStream(new Splitter(lines), true, StandardCharsets.UTF_8);
  }

  private String prefix(String name) {
    // Assigned in the order in which parts first speak; parts are few.
    Ink ink = inks.computeIfAbsent(name, absent -> Ink.nth(inks.size()));
    return terminal.paint(ink, pad(name) + "| ");
  }

  private String pad(String name) {
    return name + " ".repeat(Math.max(1, width + 1 - name.length()));
  }

  /// Cuts what is printed into lines.
  private static final class Splitter extends OutputStream {
    private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    private final Lines lines;

    Splitter(Lines lines) {
      this.lines = lines;
    }

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        lines.line(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else if (line.size() < Lines.LIMIT_BYTES) {
        line.write(b);
      }
    }
  }
}
