package dev.weft.api.schema;

import java.util.Map;
import java.util.regex.Pattern;

/// Rules that hold for names and values of HTTP headers.
public final class HeaderRules {
  private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
  private static final Pattern STRICT = Pattern.compile("[-_A-Za-z0-9]+");
  private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*");

  private HeaderRules() {}

  /// A name as HTTP allows it (RFC 9110, section 5.1).
  public static void name(Findings findings, String name) {
    if (!TOKEN.matcher(name).matches()) {
      findings.invalid("'" + name + "' is not the name of a header", "use letters, digits and '-'");
    }
  }

  /// A name of letters, digits, `-` and `_`.
  public static void strictName(Findings findings, String name) {
    if (!STRICT.matcher(name).matches()) {
      findings.invalid(
          "'" + name + "' is not the name of a header", "use letters, digits, '-' and '_'");
    }
  }

  /// A name that is matched: a header, a pseudo-header, or a claim of a token in Istio's notation.
  public static void matched(Findings findings, String name) {
    switch (name) {
      case ":method", ":scheme", ":authority", ":path", ":status" -> {}
      default -> {
        if (!isClaim(name)) {
          name(findings, name);
        }
      }
    }
  }

  /// Whether a name stands for a claim of the request's token.
  public static boolean isClaim(String name) {
    return name.startsWith("@request.auth.claims");
  }

  /// Whether a name stands for the host of the request.
  public static boolean isAuthority(String name) {
    return name.equalsIgnoreCase(":authority") || name.equalsIgnoreCase("host");
  }

  /// A header that may not be changed because it is part of the request line or the host.
  public static void changeable(Findings findings, String name) {
    if (name.startsWith(":") || name.equalsIgnoreCase("host")) {
      findings.invalid(
          "the header '" + name + "' cannot be changed here",
          "use 'rewrite' for path and host, or another header");
    } else {
      name(findings, name);
    }
  }

  /// Values to set, which may have operators between percent signs (Envoy, custom headers).
  public static void values(Findings findings, Map<String, String> values) {
    values.forEach((name, value) -> {
      if (!VALUE.matcher(value).matches()) {
        findings
            .key(name)
            .invalid("the value has control characters", "remove them, or encode the value");
      } else if (value.replace("%%", "").chars().filter(c -> c == '%').count() % 2 != 0) {
        findings
            .key(name)
            .invalid(
                "'" + value + "' has a single percent sign",
                "write %% for a percent sign, %NAME% for an operator");
      }
    });
  }
}
