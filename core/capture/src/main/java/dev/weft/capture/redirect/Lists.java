package dev.weft.capture.redirect;

import dev.weft.capture.Cidr;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads the lists that flags, environment variables and annotations give: separated by commas, `*`
/// for all, nothing for none.
public final class Lists {
  private Lists() {}

  /// Ports, or `*`; `name` says where the text came from.
  public static Checked<Choice<Integer>> ports(String name, String text) {
    return choice(text, part -> port(name, part));
  }

  /// Ranges of addresses, or `*`; an address alone is a range of one.
  public static Checked<Choice<Cidr>> ranges(String name, String text) {
    return choice(text, part -> range(name, part));
  }

  /// Ports, without `*`.
  public static Checked<List<Integer>> portList(String name, String text) {
    return list(text, part -> port(name, part));
  }

  /// Ranges of addresses, without `*`.
  public static Checked<List<Cidr>> rangeList(String name, String text) {
    return list(text, part -> range(name, part));
  }

  /// Words such as names of interfaces or groups.
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        words.add(part.strip());
      }
    }
    return List.copyOf(words);
  }

  private static <T> Checked<Choice<T>> choice(String text, Function<String, Checked<T>> read) {
    return text.strip().equals("*")
        ? Checked.valid(Choice.all())
        : list(text, read).then(values -> Checked.valid(Choice.only(values)));
  }

  private static <T> Checked<List<T>> list(String text, Function<String, Checked<T>> read) {
    List<T> values = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (String word : words(text)) {
      switch (read.apply(word)) {
        case Checked.Valid<T> valid -> values.add(valid.value());
        case Checked.Invalid<T> invalid -> problems.addAll(invalid.problems());
      }
    }
    return Checked.of(List.copyOf(values), problems);
  }

  private static Checked<Integer> port(String name, String text) {
    if (text.matches("\\d{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return Checked.valid(port);
      }
    }
    return refused(name, "'" + text + "' is not a port", "write numbers from 1 to 65535, or *");
  }

  private static Checked<Cidr> range(String name, String text) {
    Optional<Cidr> range = Cidr.parse(text);
    return range.isPresent()
        ? Checked.valid(range.orElseThrow())
        : refused(
            name,
            "'" + text + "' is not a range of addresses",
            "write it as 10.0.0.0/8 or fd00::/64, or *");
  }

  private static <T> Checked<T> refused(String name, String cause, String remedy) {
    return new Checked.Invalid<>(
        List.of(Problem.error(Problem.Code.INVALID_VALUE, name, cause, remedy)));
  }
}
