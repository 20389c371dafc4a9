package dev.weft.controlplane.config;

import dev.weft.api.yaml.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Documents as plain maps, lists and scalars, to be printed.
public final class Trees {
  private Trees() {}

  /// The same tree without places.
  public static @Nullable Object of(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar(scalar);
      case Node.Sequence sequence -> {
        List<@Nullable Object> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(of(item)));
        yield items;
      }
      case Node.Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries().forEach(entry -> map.put(entry.key().text(), of(entry.value())));
        yield map;
      }
    };
  }

  private static @Nullable Object scalar(Node.Scalar scalar) {
    if (scalar.isNull()) {
      return null;
    }
    if (!scalar.isTyped()) {
      return scalar.text();
    }
    String text = scalar.text().toLowerCase(Locale.ROOT);
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    try {
      return text.indexOf('.') < 0 && text.indexOf('e') < 0
          ? (Number) Long.valueOf(text)
          : new BigDecimal(text);
    } catch (NumberFormatException unusual) {
      return scalar.text(); // octal, hexadecimal, infinite: as it was written
    }
  }
}
