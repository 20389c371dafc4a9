package dev.weft.graph.link.reading;

import com.google.re2j.Pattern;
import dev.weft.graph.match.Text;

/// Reads path templates (Envoy, `uri_template`): literals, `*` for one segment, `**` for any number
/// of them and only as the last of the wildcards, `{name}` and `{name=PATTERN}` for the same with a
/// name.
public final class PathTemplates {
  /// What a segment may hold: RFC 3986 `pchar` without `*`.
  private static final String SEGMENT = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

  private PathTemplates() {}

  /// The template as a comparison of a path without its query.
  public static Text text(String template, Where where) throws Unlinkable {
    if (!template.startsWith("/")) {
      throw where.fault(
          "the path template '" + template + "' does not begin with /", "write it as /a/{*}/b");
    }
    StringBuilder expression = new StringBuilder();
    boolean rest = false;
    int at = 0;
    while (at < template.length()) {
      int end = at + 1;
      String wildcard = "";
      if (template.charAt(at) == '{') {
        end = template.indexOf('}', at) + 1;
        if (end == 0) {
          throw where.fault(
              "the path template '" + template + "' opens { and does not close it", "add }");
        }
        String variable = template.substring(at + 1, end - 1);
        int equals = variable.indexOf('=');
        wildcard = equals < 0 ? "*" : variable.substring(equals + 1);
      } else if (template.charAt(at) == '*') {
        end = template.startsWith("**", at) ? at + 2 : at + 1;
        wildcard = template.substring(at, end);
      } else {
        expression.append(Pattern.quote(template.substring(at, end)));
      }
      for (String part : parts(wildcard)) {
        if (part.startsWith("*") && rest) {
          throw where.fault(
              "the path template '" + template + "' has a wildcard after **", "let ** be the last");
        }
        rest |= part.equals("**");
        expression.append(
            switch (part) {
              case "*" -> "[" + SEGMENT + "]+";
              case "**" -> "[" + SEGMENT + "/]*";
              default -> Pattern.quote(part);
            });
      }
      at = end;
    }
    return new Text.Regex(Pattern.compile(expression.toString()));
  }

  /// Wildcards and the literals between them.
  private static String[] parts(String pattern) {
    return pattern.isEmpty() ? new String[0] : pattern.split("(?<=\\*)(?!\\*)|(?<!\\*)(?=\\*)", -1);
  }
}
