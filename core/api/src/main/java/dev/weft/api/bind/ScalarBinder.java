package dev.weft.api.bind;

import dev.weft.api.schema.Durations;
import dev.weft.api.schema.Nearest;
import dev.weft.api.yaml.Node;
import dev.weft.model.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes single values of scalars.
final class ScalarBinder {
  private static final int LIMIT_DIGITS = 20;

  private final Consumer<Problem> sink;

  ScalarBinder(Consumer<Problem> sink) {
    this.sink = sink;
  }

  Object bind(Shape.Scalar shape, Node node, String path) {
    if (!(node instanceof Node.Scalar scalar)) {
      refuse(
          node,
          path,
          Words.kind(node) + " stands where " + shape.words() + " belongs",
          "write " + shape.words());
      return Zero.of(shape);
    }
    return switch (shape) {
      case TEXT -> text(scalar, path);
      case INTEGER -> (int) whole(scalar, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> whole(scalar, path, Long.MIN_VALUE, Long.MAX_VALUE);
      case NUMBER -> decimal(scalar, path);
      case TRUTH -> truth(scalar, path);
      case DURATION -> duration(scalar, path);
      case FREE -> throw new IllegalStateException("free-form values are bound elsewhere");
    };
  }

  Object word(Shape.Choice shape, Node node, String path) {
    if (!(node instanceof Node.Scalar scalar)) {
      String remedy = "use one of: " + String.join(", ", shape.constants().keySet());
      refuse(node, path, Words.kind(node) + " stands where a word belongs", remedy);
      return Zero.of(shape);
    }
    Enum<?> constant = shape.constants().get(scalar.text());
    if (constant == null) {
      invalid(
          scalar,
          path,
          "'" + Words.shown(scalar.text()) + "' is not one of the values that are known",
          Nearest.remedy(scalar.text(), shape.constants().keySet()));
      return Zero.of(shape);
    }
    return constant;
  }

  private String text(Node.Scalar scalar, String path) {
    if (scalar.isTyped()) {
      String what = isTruth(scalar.text()) ? "a truth value" : "a number";
      refuse(
          scalar,
          path,
          "'" + scalar.text() + "' is " + what + " where text belongs",
          "write it in quotes: \"" + scalar.text() + "\"");
    }
    return scalar.text();
  }

  private long whole(Node.Scalar scalar, String path, long least, long most) {
    String text = scalar.text();
    if (!scalar.plain() && isWhole(text)) {
      refuse(
          scalar,
          path,
          "the text \"" + text + "\" stands where a whole number belongs",
          "remove the quotes");
      return 0;
    }
    if (!scalar.plain() || !isWhole(text)) {
      refuse(
          scalar, path, "'" + Words.shown(text) + "' is not a whole number", "write digits alone");
      return 0;
    }
    Optional<Long> value = parsed(text).filter(number -> number >= least && number <= most);
    if (value.isEmpty() && port(path)) {
      invalid(scalar, path, text + " is not a port", "use a number from 1 to 65535");
    } else if (value.isEmpty()) {
      invalid(scalar, path, text + " is out of range", "use a value from " + least + " to " + most);
    }
    return value.orElse(0L);
  }

  /// Whether a number too large for its type was meant as a port, for which a record would have
  /// named the range: all fields of that name are, and so are the values of a map of ports.
  private static boolean port(String path) {
    return path.matches("(?i).*(port|\\bnumber|\\bports\\[\"[^\"]*\"\\])");
  }

  private static Optional<Long> parsed(String text) {
    try {
      return Optional.of(Long.parseLong(text.replaceFirst("\\.0+$", "")));
    } catch (NumberFormatException e) {
      // Too many digits for 64 bits.
      return Optional.empty();
    }
  }

  static boolean isWhole(String text) {
    return text.length() <= LIMIT_DIGITS + 2 && text.matches("[-+]?[0-9]{1,20}(\\.0+)?");
  }

  private double decimal(Node.Scalar scalar, String path) {
    Optional<Double> value = scalar.plain() ? number(scalar.text()) : Optional.empty();
    if (value.isEmpty()) {
      boolean quoted = !scalar.plain() && number(scalar.text()).isPresent();
      refuse(
          scalar,
          path,
          "'" + Words.shown(scalar.text()) + "' is not a number",
          quoted ? "remove the quotes" : "write digits, perhaps with a point");
    }
    return value.orElse(0.0);
  }

  /// The number that a text stands for, if it is a finite one.
  static Optional<Double> number(String text) {
    if (text.length() > 64
        || !text.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
      return Optional.empty();
    }
    return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
  }

  static boolean isTruth(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  private boolean truth(Node.Scalar scalar, String path) {
    if (scalar.plain()) {
      switch (scalar.text()) {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON":
          return true;
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF":
          return false;
        default:
      }
    }
    String remedy =
        isTruth(scalar.text()) ? "remove the quotes" : Nearest.remedy(scalar.text(), TRUTHS);
    refuse(scalar, path, "'" + Words.shown(scalar.text()) + "' is neither true nor false", remedy);
    return false;
  }

  private static final java.util.List<String> TRUTHS = java.util.List.of("true", "false");

  private Duration duration(Node.Scalar scalar, String path) {
    Optional<Duration> duration = Durations.parse(scalar.text());
    if (duration.isEmpty()) {
      boolean bare = number(scalar.text()).isPresent();
      String remedy =
          bare
              ? "add a unit: " + scalar.text() + "s"
              : "write a number and a unit, as in 5s, 250ms or 1h30m";
      invalid(scalar, path, "'" + Words.shown(scalar.text()) + "' is not a duration", remedy);
    }
    return duration.orElse(Duration.ZERO);
  }

  private void refuse(Node node, String path, String cause, String remedy) {
    report(Problem.Code.WRONG_TYPE, node, path, cause, remedy);
  }

  private void invalid(Node node, String path, String cause, String remedy) {
    report(Problem.Code.INVALID_VALUE, node, path, cause, remedy);
  }

  private void report(Problem.Code code, Node node, String path, String cause, String remedy) {
    sink.accept(Problem.error(code, path, cause, remedy).at(node.position()));
  }
}
