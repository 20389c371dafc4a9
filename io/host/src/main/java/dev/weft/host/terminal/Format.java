package dev.weft.host.terminal;

import java.util.Locale;

/// How a command prints what it found: for a person, or for a script.
public enum Format {
  TABLE,
  JSON,
  YAML;

  /// As written on the command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
