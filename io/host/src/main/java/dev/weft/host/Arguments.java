package dev.weft.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A parsed command line of a [Program]: values by the option's long name, `--` included.
public record Arguments(Map<String, List<String>> values) {
  public Arguments {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((name, list) -> copy.put(name, List.copyOf(new ArrayList<>(list))));
    values = copy;
  }

  /// The last value given, or the default.
  public Optional<String> value(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// Every value given, in order.
  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// Whether a switch was given and not as `--name=false`.
  public boolean flag(String name) {
    return value(name).map(value -> !value.equals("false")).orElse(false);
  }

  /// The value of an option that must be there.
  ///
  /// @throws Refusal with [Exit#USAGE] when it is not
  public String required(String name) {
    return value(name).orElseThrow(() -> Refusal.because(Exit.USAGE, name + " is required"));
  }

  /// A value that is a port or another whole number from 0 to 65535.
  ///
  /// @throws Refusal with [Exit#USAGE] when it is missing or not such a number
  public int port(String name) {
    String text = required(name);
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw notAPort(name, text);
    }
    throw notAPort(name, text);
  }

  private static Refusal notAPort(String name, String text) {
    return Refusal.because(
        Exit.USAGE, name + " is '" + text + "', but a port is a number from 0 to 65535");
  }
}
