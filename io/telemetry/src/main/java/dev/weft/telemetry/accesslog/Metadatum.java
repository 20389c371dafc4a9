package dev.weft.telemetry.accesslog;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.weft.graph.Record;
import dev.weft.graph.match.Metadata;
import java.util.List;
import java.util.function.Function;

/// Values of `filter_metadata`, and what the mesh knows of the peer.
final class Metadatum {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  /// The fields of the endpoint's `istio.workload`, in order.
  private static final List<String> WORKLOAD =
      List.of("workload", "namespace", "service", "revision", "cluster");

  private Metadatum() {}

  /// @param path a namespace and keys within it
  static Source of(String kind, List<String> path) throws Operators.Unknown {
    Function<Record, Metadata> which =
        switch (kind) {
          case "ROUTE" -> record -> record.route().map(r -> r.metadata()).orElse(Metadata.NONE);
          case "CLUSTER", "CLUSTER_METADATA" ->
              record -> record.cluster().map(c -> c.settings().metadata()).orElse(Metadata.NONE);
          case "UPSTREAM_HOST", "UPSTREAM_METADATA" ->
              record -> record.upstream().map(u -> u.endpoint().metadata()).orElse(Metadata.NONE);
          case "LISTENER" -> record -> record.listener().metadata();
          case "LISTENER_FILTER_CHAIN" ->
              record -> record.chain().map(c -> c.metadata()).orElse(Metadata.NONE);
          case "DYNAMIC", "DYNAMIC_METADATA" -> record -> Metadata.NONE;
          default ->
              throw new Operators.Unknown("there is no metadata of '" + kind + "' to be logged");
        };
    return (record, into) -> append(which.apply(record), path, into);
  }

  private static boolean append(Metadata metadata, List<String> path, StringBuilder into) {
    Struct struct = metadata.namespaces().get(path.getFirst());
    if (struct == null) {
      return false;
    }
    if (path.size() == 1) {
      return Source.text(into, json(struct));
    }
    Value value = struct.getFieldsMap().get(path.get(1));
    for (int i = 2; i < path.size() && value != null; i++) {
      value = value.getStructValue().getFieldsMap().get(path.get(i));
    }
    if (value == null) {
      return false;
    }
    return Source.text(
        into,
        value.getKindCase() == Value.KindCase.STRING_VALUE ? value.getStringValue() : json(value));
  }

  private static String json(MessageOrBuilder message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("a struct has no types to be resolved", impossible);
    }
  }

  /// `upstream_peer` and `downstream_peer` as far as endpoints and certificates tell; whatever else
  /// Envoy's filters would have left behind is absent.
  static Source filterState(String argument) {
    String[] parts = argument.split(":", -1);
    boolean upstream = parts[0].equals("upstream_peer");
    boolean field = parts.length > 2 && parts[1].equals("FIELD");
    int index = field ? WORKLOAD.indexOf(parts[2]) : -1;
    if (!upstream || field && index < 0) {
      return (record, into) -> false;
    }
    return (record, into) -> {
      String workload =
          record.upstream().map(u -> u.endpoint().metadata().text("istio", "workload")).orElse("");
      if (!field) {
        return Source.text(into, workload);
      }
      String[] values = workload.split(";", -1);
      return index < values.length && Source.text(into, values[index]);
    };
  }
}
