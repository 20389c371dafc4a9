package dev.weft.graph.exchange;

/// One change to the headers of a message. Edits are applied in the order of their list.
///
/// @param name in lower case
/// @param value empty for [Action#REMOVE]
public record HeaderEdit(Action action, String name, String value) {
  public enum Action {
    /// Replaces every value.
    SET,
    /// Adds a further value.
    APPEND,
    /// Adds the value when the header is absent.
    ADD_IF_ABSENT,
    /// Replaces every value when the header is present.
    SET_IF_PRESENT,
    /// Removes every value.
    REMOVE
  }

  public static HeaderEdit set(String name, String value) {
    return new HeaderEdit(Action.SET, name, value);
  }

  public static HeaderEdit append(String name, String value) {
    return new HeaderEdit(Action.APPEND, name, value);
  }

  public static HeaderEdit addIfAbsent(String name, String value) {
    return new HeaderEdit(Action.ADD_IF_ABSENT, name, value);
  }

  public static HeaderEdit remove(String name) {
    return new HeaderEdit(Action.REMOVE, name, "");
  }
}
