package dev.weft.graph.link.route;

import dev.weft.graph.edit.Edits;
import dev.weft.graph.edit.Template;
import dev.weft.graph.exchange.HeaderEdit;
import dev.weft.graph.link.reading.Unlinkable;
import dev.weft.graph.link.reading.Where;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads header edits.
public final class EditReader {
  private EditReader() {}

  /// @param kind `request` or `response`, for the names of the fields
  public static Edits read(
      List<HeaderValueOption> add, List<String> remove, Where where, String kind)
      throws Unlinkable {
    if (add.isEmpty() && remove.isEmpty()) {
      return Edits.NONE;
    }
    List<HeaderEdit> removals = new ArrayList<>(remove.size());
    for (int i = 0; i < remove.size(); i++) {
      Where at = where.in(kind + "_headers_to_remove", i);
      removals.add(HeaderEdit.remove(editable(remove.get(i), at)));
    }
    List<Edits.Addition> additions = new ArrayList<>(add.size());
    for (int i = 0; i < add.size(); i++) {
      additions.add(addition(add.get(i), where.in(kind + "_headers_to_add", i)));
    }
    return new Edits(removals, additions);
  }

  private static Edits.Addition addition(HeaderValueOption option, Where where) throws Unlinkable {
    String name = editable(option.getHeader().getKey(), where.in("header").in("key"));
    Template value;
    try {
      value = Template.parse(option.getHeader().getValue());
    } catch (IllegalArgumentException invalid) {
      throw where
          .in("header")
          .in("value")
          .fault(
              String.valueOf(invalid.getMessage()),
              "use an operator about the request, or double '%'");
    }
    String fixed = value.constant() ? option.getHeader().getValue().replace("%%", "%") : "";
    return new Edits.Addition(
        new HeaderEdit(action(option), name, fixed), value, option.getKeepEmptyValue());
  }

  private static HeaderEdit.Action action(HeaderValueOption option) {
    if (option.hasAppend() && !option.getAppend().getValue()) {
      return HeaderEdit.Action.SET;
    }
    return switch (option.getAppendAction()) {
      case APPEND_IF_EXISTS_OR_ADD, UNRECOGNIZED -> HeaderEdit.Action.APPEND;
      case ADD_IF_ABSENT -> HeaderEdit.Action.ADD_IF_ABSENT;
      case OVERWRITE_IF_EXISTS_OR_ADD -> HeaderEdit.Action.SET;
      case OVERWRITE_IF_EXISTS -> HeaderEdit.Action.SET_IF_PRESENT;
    };
  }

  private static String editable(String name, Where where) throws Unlinkable {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.isEmpty() || lower.startsWith(":") || lower.equals("host")) {
      throw where.fault(
          "header '" + name + "' cannot be edited",
          "rewrite the path or host instead of editing pseudo-headers");
    }
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c <= ' ' || c >= 127 || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
        throw where.fault("'" + name + "' is no header name", "use the letters of a token");
      }
    }
    return lower;
  }
}
