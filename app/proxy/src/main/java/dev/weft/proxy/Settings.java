package dev.weft.proxy;

import dev.weft.host.Arguments;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Options.Option;
import dev.weft.host.Refusal;
import java.time.Duration;

/// The command line of a proxy.
///
/// @param file the bootstrap, as written
/// @param concurrency event loops; zero for one per processor
/// @param drain how long connections of a removed listener may live on
/// @param terminationDrain how long stopping waits for clients to finish
/// @param mode what to do with the file
public record Settings(
    String file, int concurrency, Duration drain, Duration terminationDrain, Mode mode) {
  /// What to do.
  public enum Mode {
    SERVE,
    /// Read the file, link what is in it, and say what is wrong.
    VALIDATE,
    /// Serve requests to itself for a few seconds and end, so that the virtual machine can write
    /// down what was used.
    TRAIN
  }

  static final Options OPTIONS =
      Options.of(
          Options.value("-c --config-path", "FILE", "Envoy bootstrap, YAML or JSON"),
          Options.value("--concurrency", "N", "0", "event loops; 0 is one per processor"),
          Options.value(
              "--drain-time-s",
              "SECONDS",
              "45",
              "how long a removed listener's connections live on"),
          Options.value(
              "--termination-drain-s", "SECONDS", "5", "how long stopping waits for clients"),
          Options.value("--mode", "MODE", "serve", "serve, or validate the file and exit"),
          new Option(
              java.util.List.of("--train"),
              "",
              java.util.Optional.empty(),
              "serve requests to itself for a few seconds and exit (for the start-up cache)"));

  static Settings of(Arguments arguments) {
    Mode mode =
        switch (arguments.value("--mode").orElse("serve")) {
          case "serve" -> arguments.flag("--train") ? Mode.TRAIN : Mode.SERVE;
          case "validate" -> Mode.VALIDATE;
          default -> throw Refusal.because(Exit.USAGE, "--mode is one of serve, validate");
        };
    return new Settings(
        mode == Mode.TRAIN
            ? arguments.value("--config-path").orElse("")
            : arguments.required("--config-path"),
        number(arguments, "--concurrency"),
        Duration.ofSeconds(number(arguments, "--drain-time-s")),
        Duration.ofSeconds(number(arguments, "--termination-drain-s")),
        mode);
  }

  private static int number(Arguments arguments, String name) {
    String text = arguments.required(name);
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw refused(name, text);
    }
    throw refused(name, text);
  }

  private static Refusal refused(String name, String text) {
    return Refusal.because(Exit.USAGE, name + " is '" + text + "', not a whole number from 0 up");
  }
}
