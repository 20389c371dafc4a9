package dev.weft.cli.run;

import dev.weft.host.process.Lines;

/// Hands lines on and remembers the last one: of a part that nobody hears, it is mostly the reason
/// why it ended.
final class LastWords implements Lines {
  private static final int LIMIT_CHARACTERS = 1000;

  private final Lines lines;
  private String last = "";

  LastWords(Lines lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void line(String text) {
    lines.line(text);
    if (!text.isBlank()) {
      last = text.substring(0, Math.min(text.length(), LIMIT_CHARACTERS));
    }
  }

  /// What was said last since this was last asked; empty when nothing was.
  synchronized String taken() {
    String told = last;
    last = "";
    return told;
  }
}
