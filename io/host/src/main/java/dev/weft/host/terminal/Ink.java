package dev.weft.host.terminal;

/// The colours in use: the eight that every terminal has, readable on dark and on light.
public enum Ink {
  PLAIN(""),
  BOLD("1"),
  FAINT("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  BLUE("34"),
  MAGENTA("35"),
  CYAN("36"),
  BRIGHT_GREEN("92"),
  BRIGHT_BLUE("94"),
  BRIGHT_MAGENTA("95");

  private static final Ink[] WORKLOADS = {
    CYAN, GREEN, MAGENTA, BLUE, YELLOW, BRIGHT_GREEN, BRIGHT_BLUE, BRIGHT_MAGENTA
  };

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /// The colour of the n-th of several things, repeating after a while. Never red, which means
  /// trouble.
  public static Ink nth(int n) {
    return WORKLOADS[Math.floorMod(n, WORKLOADS.length)];
  }

  String paint(String text) {
    return code.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
  }
}
