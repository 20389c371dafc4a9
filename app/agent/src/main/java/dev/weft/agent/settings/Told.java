package dev.weft.agent.settings;

import dev.weft.host.Arguments;
import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What the command line says, and where it is silent, the environment and `PROXY_CONFIG`.
final class Told {
  private final Arguments arguments;
  private final Environment environment;
  private final Map<String, Object> proxyConfig;

  Told(Arguments arguments, Environment environment) {
    this.arguments = arguments;
    this.environment = environment;
    this.proxyConfig = tree("PROXY_CONFIG", variable("PROXY_CONFIG").orElse("{}"));
  }

  /// The last value of a flag, else the variable, which must not be empty.
  Optional<String> text(String flag, String variable) {
    return arguments.value(flag).or(() -> variable(variable));
  }

  String text(String flag, String variable, String usual) {
    return text(flag, variable).orElse(usual);
  }

  /// A flag, else a variable, else a field of the mesh's proxy configuration.
  Optional<String> text(String flag, String variable, Optional<String> field) {
    return text(flag, variable)
        .or(() -> field.map(proxyConfig::get).map(Told::written).filter(text -> !text.isEmpty()));
  }

  List<String> all(String flag) {
    return arguments.all(flag);
  }

  boolean flag(String flag, String variable) {
    return arguments.flag(flag)
        || (arguments.value(flag).isEmpty()
            && variable(variable).map(text -> text.equalsIgnoreCase("true")).orElse(false));
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.variables().get(name)).filter(text -> !text.isEmpty());
  }

  /// The variables whose names begin so, without that beginning, sorted.
  Map<String, String> variables(String prefix) {
    Map<String, String> found = new java.util.TreeMap<>();
    environment
        .variables()
        .forEach((name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    if (proxyConfig.get("proxyMetadata") instanceof Map<?, ?> more) {
      more.forEach((name, value) -> {
        if (String.valueOf(name).startsWith(prefix)) {
          found.putIfAbsent(String.valueOf(name).substring(prefix.length()), written(value));
        }
      });
    }
    return found;
  }

  Path path(String written) {
    return environment.path(written);
  }

  int port(String flag, String variable, Optional<String> field, int usual) {
    String text = text(flag, variable, field).orElse(String.valueOf(usual));
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      throw refused(flag, text, "a number from 0 to 65535");
    }
    throw refused(flag, text, "a number from 0 to 65535");
  }

  /// A duration as Go writes it (`1h30m`, `500ms`), or a bare number of seconds.
  Duration duration(String flag, String variable, Optional<String> field, String usual) {
    return duration(flag, text(flag, variable, field).orElse(usual));
  }

  static Duration duration(String flag, String text) {
    try {
      Duration duration =
          text.endsWith("ms")
              ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
              : Duration.parse("PT" + plain(text).toUpperCase(Locale.ROOT));
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException | NumberFormatException malformed) {
      throw refused(flag, text, "a duration such as 500ms, 90s, 30m, 24h or 1h30m");
    }
    throw refused(flag, text, "a duration such as 500ms, 90s, 30m, 24h or 1h30m");
  }

  private static String plain(String text) {
    return !text.isEmpty() && text.chars().allMatch(Character::isDigit) ? text + "s" : text;
  }

  /// `a=1,b=2`, or the same as a JSON object; a flag given again adds to it. A part without `=`
  /// goes on with the value before it, as in `ports=80,443,app=web`.
  Map<String, String> pairs(String flag, String variable) {
    List<String> texts = arguments.all(flag);
    if (texts.isEmpty()) {
      texts = variable(variable).map(List::of).orElse(List.of());
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      if (text.stripLeading().startsWith("{")) {
        tree(flag, text).forEach((key, value) -> pairs.put(key, written(value)));
        continue;
      }
      String last = "";
      for (String pair : text.split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          last = pair.substring(0, equals).strip();
          pairs.put(last, pair.substring(equals + 1).strip());
        } else if (!last.isEmpty()) {
          pairs.put(last, pairs.getOrDefault(last, "") + "," + pair.strip());
        } else if (!pair.isBlank()) {
          throw refused(flag, pair, "a pair such as app=reviews");
        }
      }
    }
    return pairs;
  }

  /// A JSON or YAML object.
  static Map<String, Object> tree(String what, String text) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (value(what, text) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> tree.put(String.valueOf(key), value));
      return tree;
    }
    throw refused(what, text, "a JSON object");
  }

  /// A JSON or YAML value.
  static Object value(String what, String text) {
    try {
      Object value = new Load(LoadSettings.builder().build()).loadFromString(text);
      return value == null ? Map.of() : value;
    } catch (YamlEngineException malformed) {
      throw refused(what, text, "JSON");
    }
  }

  private static String written(Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  static Refusal refused(String what, String text, String expected) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return Refusal.because(Exit.USAGE, what + " is '" + shown + "', but must be " + expected);
  }
}
