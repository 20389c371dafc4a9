package dev.weft.agent.names;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weft.capture.dns.Answer;
import dev.weft.capture.dns.MeshNames;
import dev.weft.capture.dns.NameEntry;
import dev.weft.capture.dns.Names;
import dev.weft.capture.dns.Question;
import dev.weft.rpc.relay.Aside;
import dev.weft.xds.names.proto.NameTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The name table that came last. Before the first one nothing is known, and a client has to ask
/// again: an answer from elsewhere might be wrong.
public final class NameTables implements Aside, Names {
  /// Istio's name for the table's type.
  public static final String TYPE_URL =
      "type.googleapis.com/" + NameTable.getDescriptor().getFullName();

  private final MeshNames.Place place;
  private volatile Optional<MeshNames> current = Optional.empty();

  /// @param place of the pod that asks
  public NameTables(MeshNames.Place place) {
    this.place = place;
  }

  @Override
  public String typeUrl() {
    return TYPE_URL;
  }

  /// Takes a new table, which stands for all of the one before.
  @Override
  public Optional<String> take(List<Any> resources) {
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<NameEntry> entries = new ArrayList<>();
      for (Any resource : resources) {
        NameTable.parseFrom(resource.getValue())
            .getTableMap()
            .forEach((host, info) -> entries.add(entry(host, info)));
      }
      current = Optional.of(MeshNames.of(entries, place));
      return Optional.empty();
    } catch (InvalidProtocolBufferException broken) {
      return Optional.of("not a name table: " + broken.getMessage());
    }
  }

  private static NameEntry entry(String host, NameTable.NameInfo info) {
    return new NameEntry(
        host, info.getIpsList(), info.getShortname(), info.getNamespace(), info.getAltHostsList());
  }

  @Override
  public Answer answer(Question question) {
    return current.map(names -> names.answer(question)).orElseGet(Answer.Unready::new);
  }

  /// Whether a table has come.
  public boolean ready() {
    return current.isPresent();
  }

  /// Every name and its addresses, for people.
  public Map<String, List<String>> table() {
    return current.map(MeshNames::table).orElse(Map.of());
  }
}
