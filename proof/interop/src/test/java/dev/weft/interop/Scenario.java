package dev.weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A folder of `scenarios`: resources in ordinary files, and `calls.yaml` with what each call must
/// give.
///
/// @param resources what every scenario starts from, and every file of the folder but the calls
record Scenario(String name, List<Path> resources, List<Call> calls) {
  private static final Path FOLDER = Project.path("proof/interop/src/test/resources/scenarios");

  /// Calls that are made one after the other with the same expectation.
  ///
  /// @param from the workload whose application calls, or `gateway` for a client outside the mesh
  /// @param shares who must have answered and how many of a hundred, `workload: percent`, each
  ///   within 12
  record Call(
      String from,
      String method,
      String url,
      Map<String, String> headers,
      int times,
      List<Integer> status,
      Map<String, Integer> shares,
      Map<String, String> seen,
      Map<String, String> answered,
      double minimumSeconds) {}

  static List<Scenario> all() {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.filter(Files::isDirectory).sorted().map(Scenario::read).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Scenario read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> resources =
          Stream.concat(
                  Stream.of(FOLDER.resolve("base.yaml")),
                  files.filter(file -> !file.endsWith("calls.yaml")).sorted())
              .toList();
      Load load = new Load(LoadSettings.builder().build());
      List<Call> calls = new ArrayList<>();
      for (Object item :
          (List<?>) load.loadFromString(Files.readString(folder.resolve("calls.yaml")))) {
        calls.add(call((Map<?, ?>) item));
      }
      return new Scenario(folder.getFileName().toString(), resources, calls);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Call call(Map<?, ?> item) {
    for (Object key : item.keySet()) {
      if (!List.of(
              "from",
              "call",
              "headers",
              "times",
              "status",
              "shares",
              "seen",
              "answered",
              "minimumSeconds")
          .contains(key)) {
        throw new IllegalArgumentException("unknown key " + key + " in " + item);
      }
    }
    String[] words = String.valueOf(item.get("call")).split(" ", 2);
    Object status = item.containsKey("status") ? item.get("status") : 200;
    Map<String, Integer> shares = new LinkedHashMap<>();
    strings(item.get("shares")).forEach((name, share) -> shares.put(name, Integer.valueOf(share)));
    return new Call(
        String.valueOf(item.get("from")),
        words[0],
        words[1],
        strings(item.get("headers")),
        item.containsKey("times") ? (Integer) item.get("times") : 1,
        status instanceof List<?> several
            ? several.stream().map(Integer.class::cast).toList()
            : List.of((Integer) status),
        shares,
        strings(item.get("seen")),
        strings(item.get("answered")),
        item.containsKey("minimumSeconds")
            ? ((Number) item.get("minimumSeconds")).doubleValue()
            : 0);
  }

  private static Map<String, String> strings(@Nullable Object map) {
    Map<String, String> strings = new LinkedHashMap<>();
    if (map instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> strings.put(String.valueOf(key), String.valueOf(value)));
    }
    return strings;
  }
}
