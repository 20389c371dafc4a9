package dev.weft.host.terminal;

import java.io.PrintStream;
import java.util.Map;

/// Where output goes, and whether it may be coloured. Safe for use by several threads: each call
/// prints whole lines.
///
/// @param out where to print
/// @param colour whether to colour
/// @param live whether a person watches, so that a line may be replaced by a newer one
public record Terminal(PrintStream out, boolean colour, boolean live) {
  /// Set to `true` or `false` by the launcher, which knows about standard output alone, whereas the
  /// JDK also wants standard input to be a terminal.
  private static final String TTY = "weft.tty";

  /// Standard output, coloured when it is a terminal and neither NO_COLOR (no-color.org) nor
  /// TERM=dumb forbids it.
  public static Terminal of(PrintStream out, Map<String, String> variables) {
    boolean tty = tty();
    boolean dumb =
        !variables.getOrDefault("NO_COLOR", "").isEmpty()
            || variables.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(out, tty && !dumb, tty && !dumb);
  }

  private static boolean tty() {
    String told = System.getProperty(TTY, "");
    if (!told.isEmpty()) {
      return Boolean.parseBoolean(told);
    }
    return System.console() != null && System.console().isTerminal();
  }

  /// For files, pipes and tests.
  public static Terminal plain(PrintStream out) {
    return new Terminal(out, false, false);
  }

  /// The text in a colour, or as it is where colours are off.
  public String paint(Ink ink, String text) {
    return colour ? ink.paint(text) : text;
  }

  /// Prints one line, or several at once.
  public void line(String text) {
    synchronized (out) {
      out.println(live ? "\r\033[K" + text : text);
      out.flush();
    }
  }

  /// Shows what is going on until the next line replaces it; nothing where nobody watches.
  public void passing(String text) {
    if (live) {
      synchronized (out) {
        out.print("\r\033[K" + text);
        out.flush();
      }
    }
  }
}
