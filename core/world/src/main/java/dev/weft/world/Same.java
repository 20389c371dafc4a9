package dev.weft.world;

/// Part of a key: an immutable value that is compared as an object, because comparing what it says
/// would cost more than what the key saves.
public record Same(Object value) {
  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Same that && that.value == value;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(value);
  }
}
