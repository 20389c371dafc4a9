package dev.weft.model;

/// What decided something: a resource and the path of the deciding field in it, such as
/// `spec.http[1].route[0]`.
///
/// The line is not part of it, so that moving a rule within its file does not change what is sent
/// to proxies; whoever holds the resource can turn a rule into a [Position].
public record Rule(ResourceKey resource, String path) {
  /// `VirtualService default/reviews spec.http[1]`, the inverse of [#parse(String)].
  @Override
  public String toString() {
    return path.isEmpty() ? resource.toString() : resource + " " + path;
  }

  /// Reads the form that [#toString()] writes.
  ///
  /// @throws IllegalArgumentException when the text has fewer than two words
  public static Rule parse(String text) {
    String[] words = text.split(" ", 3);
    if (words.length < 2) {
      throw new IllegalArgumentException("not a rule: '" + text + "'");
    }
    int slash = words[1].indexOf('/');
    ResourceKey key =
        slash < 0
            ? new ResourceKey(words[0], "", words[1])
            : new ResourceKey(
                words[0], words[1].substring(0, slash), words[1].substring(slash + 1));
    return new Rule(key, words.length == 3 ? words[2] : "");
  }
}
