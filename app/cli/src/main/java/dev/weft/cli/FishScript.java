package dev.weft.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion script for fish, which picocli has none for.
final class FishScript {
  private static final Pattern FILE = Pattern.compile("\\b(FILE|DIR)\\b");

  /// Which command the words before the cursor have reached: a word that is none of the command's
  /// own is a value.
  private static final String WALK =
      """
      function __weft_at
          set -l path
          for word in (commandline -opc)[2..-1]
              switch (string join ' ' -- $path $word)
                  case %s
                      set -a path $word
              end
          end
          test "$path" = "$argv"
      end
      complete -c weft -f
      """;

  private final List<String> paths = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();

  private FishScript() {}

  static String of(CommandLine weft) {
    FishScript script = new FishScript();
    script.command("", weft);
    return WALK.formatted(String.join(" ", script.paths)) + script.lines;
  }

  private void command(String path, CommandLine command) {
    command
        .getSubcommands()
        .forEach((name, sub) -> {
          if (!sub.getCommandSpec().usageMessage().hidden()) {
            String[] description = sub.getCommandSpec().usageMessage().description();
            line(path, " -a " + name + described(description));
            String deeper = (path + " " + name).strip();
            paths.add(quoted(deeper));
            command(deeper, sub);
          }
        });
    CommandSpec spec = command.getCommandSpec();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        line(path, names(option) + value(option) + described(option.description()));
      }
    }
    for (ArgSpec parameter : spec.positionalParameters()) {
      // Those that are hidden are a program's, which reads its words itself.
      String values = candidates(parameter);
      if (!values.isEmpty()) {
        line(path, values);
      } else if (parameter.hidden() || isFile(parameter)) {
        line(path, " -F");
      }
    }
  }

  private void line(String path, String rest) {
    lines
        .append("complete -c weft -n ")
        .append(quoted(("__weft_at " + path).strip()))
        .append(rest)
        .append('\n');
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    for (String name : option.names()) {
      if (name.startsWith("--")) {
        names.append(" -l ").append(name.substring(2));
      } else {
        names.append(name.length() == 2 ? " -s " : " -o ").append(name.substring(1));
      }
    }
    return names.toString();
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    return isFile(option) ? " -r -F" : " -x" + candidates(option);
  }

  private static boolean isFile(ArgSpec argument) {
    return FILE.matcher(argument.paramLabel()).find();
  }

  private static String candidates(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null || !candidates.iterator().hasNext()
        ? ""
        : " -a " + quoted(String.join(" ", candidates));
  }

  private static String described(String[] description) {
    return description.length == 0 || description[0].isBlank()
        ? ""
        : " -d " + quoted(description[0].replace("%%", "%"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
