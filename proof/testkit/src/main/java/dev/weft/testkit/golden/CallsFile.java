package dev.weft.testkit.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The text of `NAME.calls.yaml`.
///
/// @param comment the lines at its top that start with `#`
record CallsFile(
    String comment,
    Map<String, List<String>> shows,
    Map<String, Map<String, String>> metadata,
    List<Call> calls) {
  private static final Set<String> KEYS = Set.of("shows", "metadata", "calls");
  private static final Set<String> OF_CALL = Set.of("from", "call", "headers", "expect");

  static CallsFile read(Path file) throws IOException {
    String text = Files.readString(file);
    StringBuilder comment = new StringBuilder();
    for (String line : text.lines().takeWhile(line -> line.startsWith("#")).toList()) {
      comment.append(line).append('\n');
    }
    Map<?, ?> root = map(new Load(LoadSettings.builder().build()).loadFromString(text));
    known(root, KEYS);
    Map<String, List<String>> shows = new LinkedHashMap<>();
    map(root.get("shows")).forEach((proxy, names) -> shows.put(proxy.toString(), texts(names)));
    Map<String, Map<String, String>> metadata = new LinkedHashMap<>();
    map(root.get("metadata")).forEach((proxy, own) -> metadata.put(proxy.toString(), words(own)));
    List<Call> calls = new ArrayList<>();
    for (Object item : list(root.get("calls"))) {
      Map<?, ?> call = map(item);
      known(call, OF_CALL);
      calls.add(
          new Call(
              String.valueOf(call.get("from")),
              String.valueOf(call.get("call")),
              words(call.get("headers")),
              texts(call.get("expect"))));
    }
    return new CallsFile(comment.toString(), shows, metadata, calls);
  }

  /// The file with other calls.
  static void write(Path file, List<Call> calls) throws IOException {
    CallsFile before = read(file);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("shows", before.shows);
    if (!before.metadata.isEmpty()) {
      root.put("metadata", before.metadata);
    }
    List<Map<String, Object>> items = new ArrayList<>();
    for (Call call : calls) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("call", call.line());
      item.put("from", call.from());
      if (!call.headers().isEmpty()) {
        item.put("headers", call.headers());
      }
      item.put("expect", call.expect());
      items.add(item);
    }
    root.put("calls", items);
    Files.writeString(file, before.comment + dump(root));
  }

  /// YAML in blocks, a line for each scalar.
  static String dump(Object value) {
    DumpSettings settings =
        DumpSettings.builder()
            .setDefaultFlowStyle(org.snakeyaml.engine.v2.common.FlowStyle.BLOCK)
            .setWidth(10_000)
            .build();
    return new Dump(settings).dumpToString(value);
  }

  private static void known(Map<?, ?> map, Set<String> keys) {
    for (Object key : map.keySet()) {
      if (!keys.contains(key.toString())) {
        throw new IllegalArgumentException("unknown key " + key + " in " + map);
      }
    }
  }

  private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }

  private static Map<String, String> words(@org.jspecify.annotations.Nullable Object value) {
    Map<String, String> words = new LinkedHashMap<>();
    map(value).forEach((key, member) -> words.put(key.toString(), String.valueOf(member)));
    return words;
  }
}
