package dev.weft.host.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rows under named columns, printed aligned, or as a list of objects in JSON or YAML.
public final class Table {
  private static final int GAP = 5;

  private final List<String> columns;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... columns) {
    this.columns = List.of(columns);
  }

  /// Adds a row; there must be a cell for each column.
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for columns " + columns);
    }
    rows.add(List.of(cells));
    return this;
  }

  public List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /// The whole text, each line ended.
  public String print(Format format) {
    return switch (format) {
      case TABLE -> aligned();
      case JSON -> Tree.json(objects());
      case YAML -> Tree.yaml(objects());
    };
  }

  /// The rows as objects: `SERVICE FQDN` becomes the key `serviceFqdn`.
  private List<Map<String, Object>> objects() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (List<String> row : rows) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        object.put(key(columns.get(i)), row.get(i));
      }
      objects.add(object);
    }
    return objects;
  }

  private static String key(String column) {
    StringBuilder key = new StringBuilder();
    for (String word : column.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
      key.append(
          key.isEmpty() || word.isEmpty()
              ? word
              : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return key.toString();
  }

  private String aligned() {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, columns, widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] + GAP - cells.get(i).length()));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
