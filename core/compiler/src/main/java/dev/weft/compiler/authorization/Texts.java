package dev.weft.compiler.authorization;

import dev.weft.compiler.plan.TextMatch;

/// What the values of a policy mean: `*` is any, `x*` a beginning, `*x` an end, and anything else
/// the whole (Istio, "AuthorizationPolicy").
final class Texts {
  private static final String SPIFFE = "spiffe://";
  private static final String SPECIAL = "\\.+*?()|[]{}^$";

  private Texts() {}

  static TextMatch of(String value) {
    if (value.equals("*")) {
      return TextMatch.PRESENT;
    }
    if (value.startsWith("*")) {
      return TextMatch.suffix(value.substring(1));
    }
    return value.endsWith("*")
        ? TextMatch.prefix(value.substring(0, value.length() - 1))
        : TextMatch.exact(value);
  }

  /// A principal is a SPIFFE id without its scheme.
  static TextMatch principal(String value) {
    if (value.equals("*")) {
      return TextMatch.PRESENT;
    }
    if (value.startsWith("*")) {
      return TextMatch.regex(SPIFFE + ".*" + literal(value.substring(1)));
    }
    return value.endsWith("*")
        ? TextMatch.prefix(SPIFFE + value.substring(0, value.length() - 1))
        : TextMatch.exact(SPIFFE + value);
  }

  static TextMatch namespace(String value) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char one = value.charAt(i);
      regex.append(one == '*' ? ".*" : literal(String.valueOf(one)));
    }
    return TextMatch.regex(".*/ns/" + regex + "/.*");
  }

  /// @param value `NAMESPACE/ACCOUNT`, or an account of the policy's own namespace
  static TextMatch serviceAccount(String value, String own) {
    int slash = value.indexOf('/');
    String namespace = slash < 0 ? own : value.substring(0, slash);
    String account = value.substring(slash + 1);
    return TextMatch.regex(
        SPIFFE + ".+/ns/" + literal(namespace) + "/(.+/|)sa/" + literal(account) + "(/.+)?");
  }

  static TextMatch trustDomain(String value) {
    if (value.equals("*")) {
      return TextMatch.prefix(SPIFFE);
    }
    int star = value.indexOf('*');
    return star < 0
        ? TextMatch.prefix(SPIFFE + value + "/")
        : TextMatch.regex(
            SPIFFE
                + literal(value.substring(0, star))
                + "[^/]*"
                + literal(value.substring(star + 1))
                + "/.*");
  }

  /// Text as an RE2 expression that matches it alone.
  private static String literal(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (SPECIAL.indexOf(one) >= 0) {
        quoted.append('\\');
      }
      quoted.append(one);
    }
    return quoted.toString();
  }
}
