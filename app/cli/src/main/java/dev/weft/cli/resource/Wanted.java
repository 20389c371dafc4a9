package dev.weft.cli.resource;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Which resources the words of a command name, as kubectl reads them: `KIND,KIND NAME NAME` or
/// `KIND/NAME KIND/NAME`; `all` stands for every kind.
///
/// @param kinds labels of kinds; none for every kind
/// @param names empty for all of these kinds
record Wanted(List<String> kinds, List<Named> names) {
  /// @param kind empty for any
  record Named(String kind, String name) {
    boolean is(String otherKind, String otherName) {
      return name.equals(otherName) && (kind.isEmpty() || kind.equals(otherKind));
    }

    @Override
    public String toString() {
      return (kind.isEmpty() ? "resource" : kind) + " " + name;
    }
  }

  Wanted {
    kinds = List.copyOf(kinds);
    names = List.copyOf(names);
  }

  /// @throws Refusal when a kind does not exist, or the two forms are mixed
  static Wanted of(List<String> words) {
    if (words.isEmpty()) {
      return new Wanted(List.of(), List.of());
    }
    boolean pairs = words.getFirst().indexOf('/') >= 0;
    List<String> kinds = new ArrayList<>();
    List<Named> names = new ArrayList<>();
    if (!pairs && !words.getFirst().toLowerCase(Locale.ROOT).equals("all")) {
      Arrays.stream(words.getFirst().split(",", -1)).map(KindWords::label).forEach(kinds::add);
    }
    for (String word : pairs ? words : words.subList(1, words.size())) {
      int slash = word.indexOf('/');
      if (pairs != slash >= 0) {
        throw Refusal.because(
            Exit.USAGE, "write KIND NAME..., or KIND/NAME for each: '" + word + "' is neither");
      }
      if (pairs) {
        Named named =
            new Named(KindWords.label(word.substring(0, slash)), word.substring(slash + 1));
        kinds.add(named.kind());
        names.add(named);
      } else if (kinds.isEmpty()) {
        names.add(new Named("", word));
      } else {
        kinds.forEach(kind -> names.add(new Named(kind, word)));
      }
    }
    return new Wanted(kinds.stream().distinct().toList(), names);
  }
}
