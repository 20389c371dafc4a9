package dev.weft.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The options that a [Program] accepts. Small on purpose: long names, one optional short name, a
/// value or none.
public record Options(List<Option> all) {
  /// A program without options.
  public static final Options NONE = new Options(List.of());

  /// One option.
  ///
  /// @param names such as `-c`, `--config`; the last one is its name in [Arguments]
  /// @param value what to call its value in the help, such as `FILE`; empty for a switch
  /// @param initial the value when it is not given; absent when it has none or for a switch
  /// @param meaning for the help, without a full stop
  public record Option(List<String> names, String value, Optional<String> initial, String meaning) {
    public Option {
      names = List.copyOf(names);
    }

    /// The long name, by which [Arguments] knows it.
    public String name() {
      return names.getLast();
    }
  }

  public Options {
    all = List.copyOf(all);
  }

  public static Options of(Option... options) {
    return new Options(Arrays.asList(options));
  }

  /// An option without a value, false unless given.
  public static Option flag(String name, String meaning) {
    return new Option(List.of(name), "", Optional.empty(), meaning);
  }

  /// An option with a value, absent unless given; `names` are separated by a blank: `-c --config`.
  public static Option value(String names, String value, String meaning) {
    return new Option(List.of(names.split(" ", -1)), value, Optional.empty(), meaning);
  }

  /// An option with a value and a default.
  public static Option value(String names, String value, String initial, String meaning) {
    return new Option(List.of(names.split(" ", -1)), value, Optional.of(initial), meaning);
  }

  /// Reads a command line: `--name value`, `--name=value`; the same option again adds a value.
  ///
  /// @throws Refusal with [Exit#USAGE] for an unknown option, a missing value or a stray word
  public Arguments parse(List<String> words) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      Option option = named(name);
      List<String> values = given.computeIfAbsent(option.name(), absent -> new ArrayList<>());
      if (option.value().isEmpty()) {
        values.add(equals < 0 ? "true" : word.substring(equals + 1));
      } else if (equals >= 0) {
        values.add(word.substring(equals + 1));
      } else if (i + 1 < words.size()) {
        values.add(words.get(++i));
      } else {
        throw Refusal.because(Exit.USAGE, name + " needs a value: " + option.value());
      }
    }
    for (Option option : all) {
      option.initial().ifPresent(value -> given.putIfAbsent(option.name(), List.of(value)));
    }
    return new Arguments(given);
  }

  private Option named(String name) {
    for (Option option : all) {
      if (option.names().contains(name)) {
        return option;
      }
    }
    String known = all.stream().map(Option::name).collect(Collectors.joining(", "));
    throw Refusal.because(
        Exit.USAGE,
        "unknown "
            + (name.startsWith("-") ? "option " : "word ")
            + name
            + (known.isEmpty() ? "; there are no options" : "; the options are " + known));
  }

  /// One line an option, aligned.
  public String help() {
    int width = 0;
    List<String> left = new ArrayList<>();
    for (Option option : all) {
      String names = String.join(", ", option.names());
      String text = option.value().isEmpty() ? names : names + " " + option.value();
      left.add(text);
      width = Math.max(width, text.length());
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      Option option = all.get(i);
      text.append("  ").append(left.get(i));
      text.append(" ".repeat(width + 2 - left.get(i).length())).append(option.meaning());
      option.initial().ifPresent(value -> text.append(" (default ").append(value).append(')'));
      text.append('\n');
    }
    return text.toString();
  }
}
