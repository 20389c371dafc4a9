package dev.weft.cli;

import dev.weft.host.Environment;
import dev.weft.host.Programs;
import java.util.Locale;

/// Where the process begins and, alone in all of Weft, where it ends itself.
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    // Numbers and letters that other programs read must not depend on who reads the screen.
    Locale.setDefault(Locale.ROOT);
    int status =
        CommandLines.assemble(Programs.onClassPath(), Environment.ofProcess()).execute(words);
    System.out.flush();
    System.exit(status);
  }
}
