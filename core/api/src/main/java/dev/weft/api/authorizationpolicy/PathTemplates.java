package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Findings;
import java.util.List;
import java.util.regex.Pattern;

/// Rules that hold for paths with `{*}`, which stands for one segment, and `{**}`, which stands for
/// any number (Istio, "Operation").
final class PathTemplates {
  private static final String ONE = "{*}";
  private static final String ANY = "{**}";

  /// What a segment is made of (RFC 3986, section 3.3).
  private static final Pattern SEGMENT = Pattern.compile("[a-zA-Z0-9._~%!$&'()+,;:@=-]+");

  private PathTemplates() {}

  static void valid(Findings findings, List<String> paths) {
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      boolean template = path.contains(ONE) || path.contains(ANY);
      if (template || path.indexOf('{') >= 0 || path.indexOf('}') >= 0) {
        valid(findings.at(i), path, template);
      }
    }
  }

  private static void valid(Findings findings, String path, boolean template) {
    boolean any = false;
    for (String segment : trimmed(path).split("/", -1)) {
      boolean operator = segment.equals(ONE) || segment.equals(ANY);
      if (operator && any) {
        findings.invalid("'" + path + "' has '{**}' before its last operator", "move it behind");
        return;
      }
      any |= segment.equals(ANY);
      if (operator) {
        continue;
      }
      if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
        findings.invalid(
            "'" + segment + "' is neither '{*}', '{**}' nor plain text",
            "give each operator a segment of its own");
        return;
      }
      if (template && !SEGMENT.matcher(segment).matches()) {
        findings.invalid(
            "'" + segment + "' is no segment of a path", "use the characters of RFC 3986 only");
        return;
      }
    }
  }

  private static String trimmed(String path) {
    int start = path.startsWith("/") ? 1 : 0;
    int end = path.endsWith("/") && path.length() > start ? path.length() - 1 : path.length();
    return path.substring(start, end);
  }
}
