package dev.weft.proxy.bootstrap;

import dev.weft.model.Checked;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.Problem.Code;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A bootstrap as read, with the place of each of its parts.
///
/// @param message the whole file
/// @param positions where each message was written, by its path: `static_resources.clusters[0]`
public record BootstrapFile(Bootstrap message, Map<String, Position> positions) {
  public BootstrapFile {
    positions = Map.copyOf(positions);
  }

  /// Reads a file's text, YAML or JSON.
  ///
  /// @param file how to name it in problems
  /// @return the bootstrap with remarks on what is accepted without effect; or every problem:
  ///   broken text, unknown fields and types, and parts that this proxy does not have
  public static Checked<BootstrapFile> parse(String file, String text) {
    return switch (MessageFile.read(file, text, Bootstrap.getDefaultInstance())) {
      case Checked.Valid<MessageFile.Read<Bootstrap>> valid -> checked(file, valid.value());
      case Checked.Invalid<MessageFile.Read<Bootstrap>> invalid ->
          new Checked.Invalid<>(invalid.problems());
    };
  }

  private static Checked<BootstrapFile> checked(String file, MessageFile.Read<Bootstrap> read) {
    if (read.messages().size() != 1) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                      Code.SYNTAX,
                      "",
                      "is a list of " + read.messages().size(),
                      "give one Envoy bootstrap, as YAML or JSON")
                  .at(new Position(file, 1, 1))));
    }
    BootstrapFile result = new BootstrapFile(read.messages().getFirst(), read.positions());
    List<Problem> problems = new ArrayList<>(read.problems());
    problems.addAll(Supported.check(result));
    return Checked.of(result, problems);
  }

  /// Where the message at a path was written; for one inside that has no place of its own, where
  /// the nearest message around it was.
  public Position position(String path) {
    String around = path;
    while (!positions.containsKey(around) && !around.isEmpty()) {
      int cut = Math.max(around.lastIndexOf('.'), around.lastIndexOf('['));
      around = cut < 0 ? "" : around.substring(0, cut);
    }
    return positions.getOrDefault(around, Position.NONE);
  }
}
