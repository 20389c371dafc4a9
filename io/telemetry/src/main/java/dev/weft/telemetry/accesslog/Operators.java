package dev.weft.telemetry.accesslog;

import dev.weft.telemetry.accesslog.Operator.Form;
import java.util.List;
import java.util.Optional;

/// Every operator by name.
final class Operators {
  /// An operator that cannot be had; the message says why.
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message);
    }
  }

  private Operators() {}

  /// Compiles what stands between two percent signs, such as `REQ(:PATH):20`.
  static Operator compile(String text, Surroundings surroundings) throws Unknown {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    String name = open < 0 ? text : text.substring(0, open);
    String argument = open < 0 || close < open ? "" : text.substring(open + 1, close);
    String rest = open < 0 ? "" : text.substring(close + 1);
    if (open >= 0 && close < open || open < 0 && text.indexOf(':') >= 0) {
      throw new Unknown("'%" + text + "%' is not an operator");
    }
    Operator operator = named(name, argument, surroundings);
    if (rest.isEmpty()) {
      return operator;
    }
    try {
      if (rest.startsWith(":") && Integer.parseInt(rest.substring(1)) > 0) {
        return operator.limited(Integer.parseInt(rest.substring(1)));
      }
    } catch (NumberFormatException notALength) {
      throw new Unknown("'" + rest + "' after %" + name + "(..)% is not a length such as ':20'");
    }
    throw new Unknown("'" + rest + "' after %" + name + "(..)% is not a length such as ':20'");
  }

  private static Operator named(String name, String argument, Surroundings surroundings)
      throws Unknown {
    return switch (name) {
      case "START_TIME" -> Operator.text(StartTime.compile(argument));
      case "REQ" -> Operator.text(Headers.request(argument));
      case "REQ_WITHOUT_QUERY" -> Operator.text(Headers.withoutQuery(argument));
      case "RESP" -> Operator.text(Headers.response(argument));
      case "TRAILER" -> Operator.text(Headers.trailer(argument));
      case "METADATA", "DYNAMIC_METADATA", "CLUSTER_METADATA", "UPSTREAM_METADATA" ->
          metadata(name, argument);
      case "FILTER_STATE" -> Operator.text(Metadatum.filterState(argument));
      case "ENVIRONMENT" ->
          Operator.text((record, into) ->
              Source.text(into, surroundings.variables().getOrDefault(argument, "-")));
      case "HOSTNAME" ->
          Operator.text((record, into) -> Source.text(into, surroundings.hostname()));
      case "CEL" -> throw new Unknown("%CEL(..)%: Weft's access log has no expressions yet");
      default -> plain(name);
    };
  }

  private static Operator metadata(String name, String argument) throws Unknown {
    boolean general = name.equals("METADATA");
    int colon = argument.indexOf(':');
    String kind = general ? (colon < 0 ? argument : argument.substring(0, colon)) : name;
    String path = general ? (colon < 0 ? "" : argument.substring(colon + 1)) : argument;
    List<String> parts = List.of(path.split(":", -1));
    return new Operator(Metadatum.of(kind, parts), parts.size() < 2 ? Form.JSON : Form.TEXT, 0);
  }

  private static Operator plain(String name) throws Unknown {
    Optional<Operator> found =
        Exchanges.named(name).or(() -> Durations.named(name)).or(() -> Connections.named(name));
    return found.orElseThrow(() -> new Unknown("there is no operator %" + name + "%"));
  }
}
