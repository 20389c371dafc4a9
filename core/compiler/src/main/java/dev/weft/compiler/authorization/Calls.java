package dev.weft.compiler.authorization;

import dev.weft.api.authorizationpolicy.Condition;
import dev.weft.api.authorizationpolicy.Operation;
import dev.weft.compiler.plan.MetadataMatch;
import dev.weft.compiler.plan.Permission;
import dev.weft.compiler.plan.TextMatch;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Conditions on what is called.
final class Calls {
  private static final String FILTERS = "experimental.envoy.filters.";

  private Calls() {}

  static List<Part<Permission>> of(Operation operation) {
    return List.of(
        some(operation.hosts(), operation.notHosts(), Calls::host).ofRequests(),
        some(operation.methods(), operation.notMethods(), Calls::method).ofRequests(),
        some(operation.paths(), operation.notPaths(), Calls::path).ofRequests(),
        ports(operation.ports(), operation.notPorts()));
  }

  /// Empty when the condition is not about the call.
  static Optional<Part<Permission>> of(Condition when) {
    List<String> values = when.values();
    List<String> others = when.notValues();
    return switch (when.key()) {
      case "destination.ip" ->
          Optional.of(some(values, others, Permission.DestinationAddress::new));
      case "destination.port" -> Optional.of(ports(values, others));
      case "connection.sni" ->
          Optional.of(some(values, others, value -> new Permission.ServerName(Texts.of(value))));
      default ->
          when.key().startsWith(FILTERS)
              ? Optional.of(
                  new Part<>(false, attribute(when.key(), values), attribute(when.key(), others)))
              : Optional.empty();
    };
  }

  private static Permission host(String value) {
    return new Permission.Header(":authority", Callers.header(value).map(TextMatch::anyCase));
  }

  private static Permission method(String value) {
    return new Permission.Header(":method", Callers.header(value));
  }

  private static Permission path(String value) {
    return value.contains("{*}") || value.contains("{**}")
        ? new Permission.PathTemplate(value.replace("{**}", "**").replace("{*}", "*"))
        : new Permission.Path(Texts.of(value));
  }

  private static Part<Permission> ports(List<String> values, List<String> others) {
    return some(values, others, port -> new Permission.DestinationPort(Integer.parseInt(port)));
  }

  private static Part<Permission> some(
      List<String> values, List<String> others, Function<String, Permission> compared) {
    return Part.of(values, others, compared, Permission.Some::new);
  }

  /// `experimental.envoy.filters.a.b[c]` is what filter `envoy.filters.a.b` left under `c`; a value
  /// in brackets is an element of a list.
  private static Optional<Permission> attribute(String key, List<String> values) {
    if (values.isEmpty()) {
      return Optional.empty();
    }
    int open = key.indexOf('[');
    return Optional.of(
        new Permission.Attribute(
            new MetadataMatch(
                key.substring("experimental.".length(), open),
                Brackets.names(key),
                values.stream().map(Calls::value).toList(),
                MetadataMatch.Shape.AS_WRITTEN)));
  }

  private static MetadataMatch.Value value(String written) {
    boolean element = written.length() > 1 && written.startsWith("[") && written.endsWith("]");
    String text = element ? written.substring(1, written.length() - 1) : written;
    return new MetadataMatch.Value(Texts.of(text), element);
  }
}
