package dev.weft.telemetry.mesh;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The headers by which sidecars tell each other who they are (Istio's metadata exchange). They are
/// hearsay: used for metrics only, never for a decision.
public final class PeerExchange {
  /// Carries the metadata: base64 of a protocol buffer `Struct`.
  public static final String METADATA = "x-envoy-peer-metadata";

  /// Carries the node's id.
  public static final String ID = "x-envoy-peer-metadata-id";

  private static final List<String> TOLD =
      List.of("NAME", "NAMESPACE", "WORKLOAD_NAME", "CLUSTER_ID", "MESH_ID", "OWNER", "LABELS");

  /// Longer values are not read.
  private static final int LIMIT_CHARS = 16 * 1024;

  /// So many different peers are remembered; after that the memory starts afresh.
  private static final int REMEMBERED = 1024;

  private final String id;
  private final String metadata;
  private final Map<String, Facts> known = new ConcurrentHashMap<>();

  /// @param id of this node
  /// @param node its metadata
  public PeerExchange(String id, Struct node) {
    this.id = id;
    Struct.Builder told = Struct.newBuilder();
    for (String key : TOLD) {
      Value value = node.getFieldsMap().get(key);
      if (value != null) {
        told.putFields(key, value);
      }
    }
    this.metadata = Base64.getEncoder().encodeToString(encode(told.build()));
  }

  private static byte[] encode(Struct struct) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      struct.writeTo(out);
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return bytes.toByteArray();
  }

  /// The value to send in [#ID].
  public String id() {
    return id;
  }

  /// The value to send in [#METADATA].
  public String metadata() {
    return metadata;
  }

  /// What a peer says of itself; nothing when the value cannot be read.
  public Facts read(String value) {
    Facts found = known.get(value);
    if (found != null) {
      return found;
    }
    if (value.isEmpty() || value.length() > LIMIT_CHARS) {
      return Facts.UNKNOWN;
    }
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    Facts read = decode(value);
    known.put(value, read);
    return read;
  }

  private static Facts decode(String value) {
    try {
      return Facts.of(Struct.parseFrom(Base64.getDecoder().decode(value)));
    } catch (IllegalArgumentException | InvalidProtocolBufferException notMetadata) {
      return Facts.UNKNOWN;
    }
  }
}
