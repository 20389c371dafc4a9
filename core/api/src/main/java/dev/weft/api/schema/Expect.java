package dev.weft.api.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.model.StringMatch;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Rules that hold for values of many kinds; each reports to the findings of the field.
public final class Expect {
  /// The longest regular expression: proxies refuse larger programs (Istio,
  /// `validateStringRegexp`).
  private static final int LIMIT_REGEX = 1024;

  private static final int NANOS_OF_MILLI = 1_000_000;

  private Expect() {}

  /// A port from 1 to 65535.
  public static void port(Findings findings, int number) {
    if (number < 1 || number > 65535) {
      findings.invalid(number + " is not a port", "use a number from 1 to 65535");
    }
  }

  /// A port, or zero for any.
  public static void portOrAny(Findings findings, int number) {
    if (number != 0) {
      port(findings, number);
    }
  }

  /// A number that is not below zero.
  public static void notNegative(Findings findings, int number) {
    if (number < 0) {
      findings.invalid(number + " is negative", "use zero or more");
    }
  }

  /// A share from 0 to 100.
  public static void percent(Findings findings, double percent) {
    if (percent < 0 || percent > 100) {
      findings.invalid(plain(percent) + " is not a percentage", "use a value from 0 to 100");
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /// A duration of at least a millisecond, in whole milliseconds.
  public static void duration(Findings findings, Optional<Duration> duration) {
    duration.ifPresent(value -> duration(findings, value));
  }

  /// A duration of at least a millisecond, in whole milliseconds.
  public static void duration(Findings findings, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      findings.invalid(shown(duration) + " is shorter than a millisecond", "use 1ms or more");
    } else if (duration.getNano() % NANOS_OF_MILLI != 0) {
      findings.invalid(
          shown(duration) + " is finer than a millisecond", "round it to milliseconds");
    }
  }

  private static String shown(Duration duration) {
    String text = duration.toString().replace("PT", "").toLowerCase(Locale.ROOT);
    return duration.isZero() ? "0s" : text;
  }

  /// A regular expression of RE2, not empty, of 1024 characters at most.
  public static void regex(Findings findings, String regex) {
    if (regex.isEmpty()) {
      findings.invalid("the regular expression is empty", "write one, or remove the field");
    } else if (regex.length() > LIMIT_REGEX) {
      findings.invalid(
          "the regular expression has " + regex.length() + " characters",
          "use at most " + LIMIT_REGEX);
    } else {
      compile(findings, regex);
    }
  }

  private static void compile(Findings findings, String regex) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      findings.invalid(
          "'" + regex + "' is not a regular expression: " + e.getDescription(),
          "correct it; RE2 is the dialect, without look-around and back-references");
    }
  }

  /// A match on text other than a path: neither prefix nor regular expression may be empty.
  public static void match(Findings findings, StringMatch match) {
    if (match instanceof StringMatch.Prefix prefix && prefix.value().isEmpty()) {
      findings.at("prefix").invalid("the prefix is empty", "remove the match, or write a prefix");
    }
    pathMatch(findings, match);
  }

  /// A match on a path, where an empty prefix stands for every path.
  public static void pathMatch(Findings findings, StringMatch match) {
    if (match instanceof StringMatch.Regex regex) {
      regex(findings.at("regex"), regex.value());
    }
  }

  /// An IP address.
  public static void address(Findings findings, String text) {
    if (!isAddress(text)) {
      findings.invalid("'" + text + "' is not an IP address", "write one, as in 10.0.0.1");
    }
  }

  /// An IP address or a range of them, as in `10.0.0.0/8`.
  public static void subnet(Findings findings, String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      address(findings, text);
      return;
    }
    String address = text.substring(0, slash);
    String length = text.substring(slash + 1);
    int most = address.indexOf(':') < 0 ? 32 : 128;
    boolean good =
        isAddress(address) && length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= most;
    if (!good) {
      findings.invalid(
          "'" + text + "' is not a range of IP addresses", "write it as in 10.0.0.0/8");
    }
  }

  /// Whether a text is an IPv4 or IPv6 address as it is usually written.
  public static boolean isAddress(String text) {
    boolean dotted = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    if (!dotted && !text.contains(":") || text.contains("%") || text.contains("[")) {
      return false;
    }
    try {
      InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      // Not a literal, which is the answer.
      return false;
    }
  }

  /// A path of a Unix-domain socket, without the scheme: absolute, or abstract after `@`.
  public static void socket(Findings findings, String path) {
    boolean good = path.startsWith("@") || path.startsWith("/") && !path.endsWith("/");
    if (!good) {
      findings.invalid(
          "'" + path + "' is not the absolute path of a socket", "write it as unix:///path");
    }
  }

  /// What a check of a name found wrong.
  public static void name(Findings findings, Optional<String> cause, String remedy) {
    cause.ifPresent(text -> findings.invalid(text, remedy));
  }

  /// An absolute URL with one of the schemes.
  public static void url(Findings findings, String text, Set<String> schemes) {
    String scheme = "";
    try {
      scheme = Optional.ofNullable(new URI(text).getScheme()).orElse("");
    } catch (URISyntaxException e) {
      findings.invalid("'" + text + "' is not a URL: " + e.getReason(), "correct it");
      return;
    }
    if (!schemes.contains(scheme.toLowerCase(Locale.ROOT))) {
      findings.invalid(
          "the URL '" + text + "' has the scheme '" + scheme + "'",
          "use one of: " + String.join(", ", schemes.stream().sorted().toList()));
    }
  }

  /// At most one of some fields is given.
  ///
  /// @param given the names of those that are
  public static void oneAtMost(Findings findings, List<String> given) {
    if (given.size() > 1) {
      findings.conflict(
          "'" + String.join("' and '", given) + "' exclude one another", "keep one of them");
    }
  }

  /// No value stands in a list twice.
  public static void distinct(Findings findings, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        findings.at(i).duplicate("'" + values.get(i) + "' stands here twice", "remove one of them");
      }
    }
  }
}
