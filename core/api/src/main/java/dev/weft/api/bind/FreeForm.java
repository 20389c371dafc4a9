package dev.weft.api.bind;

import dev.weft.api.schema.Paths;
import dev.weft.api.schema.Value;
import dev.weft.api.yaml.Node;
import dev.weft.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Values whose form the API leaves open.
final class FreeForm {
  private FreeForm() {}

  static Value value(Node node, String path, Consumer<Problem> sink) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Sequence sequence -> {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
          values.add(value(sequence.items().get(i), Paths.element(path, i), sink));
        }
        yield new Value.Sequence(values);
      }
      case Node.Mapping mapping -> {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
          String key = entry.key().text();
          String place = Paths.field(path, key);
          if (values.put(key, value(entry.value(), place, sink)) != null) {
            sink.accept(
                Problem.error(
                        Problem.Code.DUPLICATE,
                        place,
                        "'" + key + "' is written twice",
                        "keep one of them")
                    .at(entry.key().position()));
          }
        }
        yield new Value.Mapping(values);
      }
    };
  }

  private static Value scalar(Node.Scalar scalar) {
    if (scalar.isNull()) {
      return new Value.Nothing();
    }
    if (!scalar.isTyped()) {
      return new Value.Text(scalar.text());
    }
    if (ScalarBinder.isTruth(scalar.text())) {
      return new Value.Truth(scalar.text().equalsIgnoreCase("true"));
    }
    return ScalarBinder.number(scalar.text())
        .<Value>map(Value.Number::new)
        .orElseGet(() -> new Value.Text(scalar.text()));
  }
}
