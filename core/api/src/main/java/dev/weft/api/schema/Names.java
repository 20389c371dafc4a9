package dev.weft.api.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/// The forms of names in Kubernetes and Istio; each check answers what is wrong with a name, or
/// nothing.
public final class Names {
  private static final int LIMIT_NAME = 253;
  private static final int LIMIT_LABEL = 63;
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /// Istio takes capital letters in the names of ports and subsets.
  private static final Pattern LOOSE_LABEL =
      Pattern.compile("[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?");

  private static final Pattern HOST_LABEL =
      Pattern.compile("[a-zA-Z0-9_]([-a-zA-Z0-9_]*[a-zA-Z0-9_])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
  private static final Pattern LABEL_NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  private Names() {}

  /// A name of an object: DNS labels between dots, 253 characters at most (RFC 1123).
  public static Optional<String> subdomain(String name) {
    if (name.length() > LIMIT_NAME) {
      return Optional.of("'" + name + "' is longer than " + LIMIT_NAME + " characters");
    }
    for (String label : name.split("\\.", -1)) {
      if (!DNS_LABEL.matcher(label).matches()) {
        return Optional.of(
            "'" + name + "' is not a name: small letters, digits, '-' and '.' are allowed");
      }
    }
    return Optional.empty();
  }

  /// A DNS label, as namespaces are (RFC 1123).
  public static Optional<String> label(String name) {
    return name.length() <= LIMIT_LABEL && LOOSE_LABEL.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("'" + name + "' is not a DNS label: up to 63 letters, digits and '-'");
  }

  /// A fully qualified or short host name without wildcard.
  public static Optional<String> host(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (bare.isEmpty()) {
      return Optional.of("the host is empty");
    }
    if (bare.length() > LIMIT_NAME + 2) {
      return Optional.of("the host '" + name + "' is longer than 255 characters");
    }
    for (String label : bare.split("\\.", -1)) {
      if (label.length() > LIMIT_LABEL || !HOST_LABEL.matcher(label).matches()) {
        return Optional.of(
            label.contains("*")
                ? "'" + name + "' has a '*' that is not its whole first label"
                : "'" + name + "' is not a host name");
      }
    }
    return Optional.empty();
  }

  /// A host name whose first label may be `*`, or `*` alone.
  public static Optional<String> wildcardHost(String name) {
    if (name.equals("*")) {
      return Optional.empty();
    }
    return host(name.startsWith("*.") ? name.substring(2) : name)
        .map(cause ->
            cause.contains("'*'")
                ? "'" + name + "' has a '*' that is not its whole first label"
                : cause);
  }

  /// A label's value: 63 letters, digits, `-`, `_` and `.` at most, or nothing.
  public static Optional<String> labelValue(String value) {
    return value.length() <= LIMIT_LABEL && LABEL_VALUE.matcher(value).matches()
        ? Optional.empty()
        : Optional.of("'" + value + "' cannot be the value of a label");
  }

  /// A label's key: a name, perhaps after a DNS name and a slash.
  public static Optional<String> labelKey(String key) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    boolean good =
        name.length() <= LIMIT_LABEL
            && LABEL_NAME.matcher(name).matches()
            && (slash < 0 || subdomain(key.substring(0, slash)).isEmpty());
    return good ? Optional.empty() : Optional.of("'" + key + "' cannot be the key of a label");
  }
}
