package dev.weft.proxy.bootstrap;

import com.google.protobuf.Message;
import dev.weft.model.Checked;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.Problem.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Messages written as YAML or JSON.
public final class MessageFile {
  /// Larger files are refused (code points).
  private static final int LIMIT = 64 * 1024 * 1024;

  private MessageFile() {}

  /// One message, or a list of them at the top level.
  public static <M extends Message> Checked<List<M>> parse(String file, String text, M prototype) {
    return read(file, text, prototype).then(read -> Checked.of(read.messages(), read.problems()));
  }

  /// @param positions where each message of the first one was written, by its path
  /// @param problems with single values; the messages lack them
  record Read<M>(List<M> messages, Map<String, Position> positions, List<Problem> problems) {}

  static <M extends Message> Checked<Read<M>> read(String file, String text, M prototype) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(LIMIT)
            .setMaxAliasesForCollections(1000)
            .build();
    List<Node> documents = new ArrayList<>();
    try {
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException broken) {
      Position place =
          broken
              .getProblemMark()
              .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
              .orElse(new Position(file, 0, 0));
      return refused(place, "not YAML or JSON: " + broken.getProblem());
    } catch (YamlEngineException broken) {
      return refused(new Position(file, 0, 0), "not YAML or JSON: " + broken.getMessage());
    }
    if (documents.size() != 1) {
      return refused(new Position(file, 0, 0), "has " + documents.size() + " documents, not one");
    }
    List<Node> nodes =
        documents.getFirst() instanceof SequenceNode sequence ? sequence.getValue() : documents;
    MessageReader reader = new MessageReader(file);
    List<M> messages = new ArrayList<>();
    for (Node node : nodes) {
      messages.add(reader.read(node, prototype));
    }
    return Checked.valid(new Read<>(List.copyOf(messages), reader.positions(), reader.problems()));
  }

  private static <M> Checked<Read<M>> refused(Position place, String cause) {
    return new Checked.Invalid<>(
        List.of(
            Problem.error(Code.SYNTAX, "", cause, "give one document, as YAML or JSON").at(place)));
  }
}
