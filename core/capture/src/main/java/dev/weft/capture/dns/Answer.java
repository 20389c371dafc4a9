package dev.weft.capture.dns;

import java.util.List;

/// What a name server says to a question.
public sealed interface Answer {
  /// What it knows; no fact means that the name exists, but not with a record of that type.
  ///
  /// @param alsoOf the addresses of the names in `facts`, for the additional section
  record Known(List<Fact> facts, List<Fact> alsoOf) implements Answer {
    public Known {
      facts = List.copyOf(facts);
      alsoOf = List.copyOf(alsoOf);
    }
  }

  /// The name is an alias of one that another server has to be asked for; its answer is appended.
  record Elsewhere(Fact.Alias alias) implements Answer {}

  /// There is no such name.
  record Absent() implements Answer {}

  /// The name is none of this server's: another one has to be asked.
  record Foreign() implements Answer {}

  /// The server does not know yet.
  record Unready() implements Answer {}

  static Answer known(List<Fact> facts) {
    return new Known(facts, List.of());
  }
}
