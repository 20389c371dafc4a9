package dev.weft.host.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How to start Weft again as another process: by the launcher that started this one, or, without
/// one (in a test, in an editor), by the same Java with the same class path.
public final class OwnCommand {
  private OwnCommand() {}

  /// The command line for some words, such as `proxy -c FILE`.
  public static List<String> of(List<String> words) {
    String launcher = System.getProperty("weft.launcher", "");
    List<String> command = new ArrayList<>();
    if (launcher.isEmpty()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-XX:+UseSerialGC",
              "-XX:+UseCompactObjectHeaders",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-Djava.net.preferIPv4Stack=" + Boolean.getBoolean("java.net.preferIPv4Stack"),
              "-Xmx512m",
              "-Dweft.root=" + System.getProperty("weft.root", "."),
              "-cp",
              System.getProperty("java.class.path"),
              "dev.weft.cli.Main"));
    } else {
      command.add(launcher);
    }
    command.addAll(words);
    return command;
  }

  /// How the user called Weft, such as `./weft`: what a line that is to be typed begins with.
  public static String called() {
    return System.getProperty("weft.called", "weft");
  }

  /// Variables that keep the other process with the build that this one was started from, and with
  /// the name that it was called by.
  public static Map<String, String> variables() {
    String build = System.getProperty("weft.home", "");
    return build.isEmpty() ? Map.of() : Map.of("WEFT_BUILD", build, "WEFT_CALLED", called());
  }
}
