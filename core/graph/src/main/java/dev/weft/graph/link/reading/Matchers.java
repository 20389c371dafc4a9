package dev.weft.graph.link.reading;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.graph.match.Cidr;
import dev.weft.graph.match.Fraction;
import dev.weft.graph.match.HeaderMatch;
import dev.weft.graph.match.Metadata;
import dev.weft.graph.match.Text;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Compiles matchers.
public final class Matchers {
  private static final int LONGEST_REGEX = 16_384;

  private Matchers() {}

  public static Text text(StringMatcher matcher, Where where) throws Unlinkable {
    boolean ignoreCase = matcher.getIgnoreCase();
    return switch (matcher.getMatchPatternCase()) {
      case EXACT -> new Text.Exact(matcher.getExact(), ignoreCase);
      case PREFIX -> new Text.Prefix(matcher.getPrefix(), ignoreCase);
      case SUFFIX -> new Text.Suffix(matcher.getSuffix(), ignoreCase);
      case CONTAINS -> new Text.Contains(matcher.getContains(), ignoreCase);
      case SAFE_REGEX -> regexText(matcher.getSafeRegex(), where.in("safe_regex"));
      case CUSTOM -> throw where.in("custom").lacking("a custom string matcher");
      case MATCHPATTERN_NOT_SET ->
          throw where.fault("no match pattern is set", "set exact, prefix, suffix or safe_regex");
    };
  }

  public static Text regexText(RegexMatcher matcher, Where where) throws Unlinkable {
    return matcher.getRegex().equals(".*") ? new Text.Any() : new Text.Regex(regex(matcher, where));
  }

  public static Pattern regex(RegexMatcher matcher, Where where) throws Unlinkable {
    String expression = matcher.getRegex();
    if (expression.isEmpty() || expression.length() > LONGEST_REGEX) {
      throw where
          .in("regex")
          .fault(
              "the expression is empty or longer than " + LONGEST_REGEX + " characters",
              "write a shorter RE2 expression");
    }
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException invalid) {
      throw where
          .in("regex")
          .fault(
              "'" + expression + "' is no RE2 expression: " + invalid.getDescription(),
              "correct the expression (see the RE2 syntax)");
    }
  }

  /// The substitution of RE2 (`\1`) in the syntax of re2j (`$1`).
  public static String substitution(String re2, Pattern pattern, Where where) throws Unlinkable {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < re2.length(); i++) {
      char c = re2.charAt(i);
      if (c == '$') {
        text.append("\\$");
      } else if (c != '\\') {
        text.append(c);
      } else if (i + 1 < re2.length() && re2.charAt(i + 1) == '\\') {
        text.append("\\\\");
        i++;
      } else if (i + 1 < re2.length() && re2.charAt(i + 1) >= '0' && re2.charAt(i + 1) <= '9') {
        int group = re2.charAt(i + 1) - '0';
        if (group > pattern.groupCount()) {
          throw where.fault(
              "'\\" + group + "' is a group that the expression does not have",
              "use groups up to \\" + pattern.groupCount());
        }
        text.append('$').append(group);
        i++;
        // A digit that follows must not become part of the group's number.
        if (i + 1 < re2.length() && re2.charAt(i + 1) >= '0' && re2.charAt(i + 1) <= '9') {
          text.append('\\');
          text.append(re2.charAt(++i));
        }
      } else {
        throw where.fault(
            "'" + re2 + "' has a backslash that begins neither \\0 to \\9 nor \\\\",
            "double the backslash");
      }
    }
    return text.toString();
  }

  public static HeaderMatch header(HeaderMatcher matcher, Where where) throws Unlinkable {
    String name = matcher.getName().toLowerCase(Locale.ROOT);
    if (name.isEmpty()) {
      throw where.in("name").fault("the header has no name", "name the header");
    }
    HeaderMatch.Test test =
        switch (matcher.getHeaderMatchSpecifierCase()) {
          case EXACT_MATCH ->
              matcher.getExactMatch().isEmpty()
                  ? new HeaderMatch.Test.Value(new Text.Any())
                  : new HeaderMatch.Test.Value(new Text.Exact(matcher.getExactMatch(), false));
          case PREFIX_MATCH ->
              new HeaderMatch.Test.Value(new Text.Prefix(matcher.getPrefixMatch(), false));
          case SUFFIX_MATCH ->
              new HeaderMatch.Test.Value(new Text.Suffix(matcher.getSuffixMatch(), false));
          case CONTAINS_MATCH ->
              new HeaderMatch.Test.Value(new Text.Contains(matcher.getContainsMatch(), false));
          case SAFE_REGEX_MATCH ->
              new HeaderMatch.Test.Value(
                  regexText(matcher.getSafeRegexMatch(), where.in("safe_regex_match")));
          case STRING_MATCH ->
              new HeaderMatch.Test.Value(text(matcher.getStringMatch(), where.in("string_match")));
          case RANGE_MATCH ->
              new HeaderMatch.Test.Range(
                  matcher.getRangeMatch().getStart(), matcher.getRangeMatch().getEnd());
          case PRESENT_MATCH -> new HeaderMatch.Test.Present(matcher.getPresentMatch());
          case HEADERMATCHSPECIFIER_NOT_SET -> new HeaderMatch.Test.Present(true);
        };
    return new HeaderMatch(
        name, test, matcher.getInvertMatch(), matcher.getTreatMissingHeaderAsEmpty());
  }

  public static List<HeaderMatch> headers(List<HeaderMatcher> matchers, Where parent, String field)
      throws Unlinkable {
    List<HeaderMatch> matches = new ArrayList<>(matchers.size());
    for (int i = 0; i < matchers.size(); i++) {
      matches.add(header(matchers.get(i), parent.in(field, i)));
    }
    return matches;
  }

  public static Fraction fraction(FractionalPercent percent) {
    long denominator =
        switch (percent.getDenominator()) {
          case HUNDRED, UNRECOGNIZED -> 100;
          case TEN_THOUSAND -> 10_000;
          case MILLION -> 1_000_000;
        };
    return new Fraction(Integer.toUnsignedLong(percent.getNumerator()), denominator);
  }

  public static Cidr range(CidrRange range, Where where) throws Unlinkable {
    int bits = range.hasPrefixLen() ? range.getPrefixLen().getValue() : 0;
    return Cidr.of(range.getAddressPrefix(), bits)
        .orElseThrow(() ->
            where.fault(
                "'" + range.getAddressPrefix() + "/" + bits + "' is no address range",
                "write an IP address and a prefix length that fits it"));
  }

  public static Metadata metadata(io.envoyproxy.envoy.config.core.v3.Metadata metadata) {
    return metadata.getFilterMetadataCount() == 0 ? Metadata.NONE : new Metadata(metadata);
  }
}
