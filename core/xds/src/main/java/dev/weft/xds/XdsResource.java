package dev.weft.xds;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// One named resource with its version. Two resources are equal when type, name and version are: a
/// version stands for the content.
///
/// What is derived from the content is kept, so that a resource that many nodes are told is encoded
/// and read through once.
public final class XdsResource {
  private final ResourceType type;
  private final String name;
  private final String version;
  private final Message message;
  private volatile @Nullable Any packed;
  private volatile @Nullable Resource told;
  private volatile @Nullable References references;

  private XdsResource(
      ResourceType type, String name, String version, Message message, @Nullable Any packed) {
    this.type = type;
    this.name = name;
    this.version = version;
    this.message = message;
    this.packed = packed;
  }

  /// A resource made here. Its version is a hash of its deterministic encoding, so equal content
  /// has an equal version in every process and every run.
  public static XdsResource of(ResourceType type, Message message) {
    ByteString bytes = encode(message);
    Any packed = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(bytes).build();
    return new XdsResource(type, type.nameOf(message), hash(bytes), message, packed);
  }

  /// A resource received from a control plane, under the name and version it was given there.
  public static XdsResource received(
      ResourceType type, String name, String version, Message message) {
    return new XdsResource(type, name, version, message, null);
  }

  /// The content version of any encoded message: sixteen hexadecimal digits.
  static String hash(ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes.asReadOnlyByteBuffer());
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java runtime has SHA-256", absent);
    }
  }

  /// The encoding in which equal messages have equal bytes: maps are written in the order of their
  /// keys.
  public static ByteString encode(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    output.useDeterministicSerialization();
    try {
      message.writeTo(output);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to an array of the exact size", impossible);
    }
    return com.google.protobuf.UnsafeByteOperations.unsafeWrap(bytes);
  }

  /// What it is.
  public ResourceType type() {
    return type;
  }

  /// Its name, unique among those of its type.
  public String name() {
    return name;
  }

  /// Changes when, and only when, the content does.
  public String version() {
    return version;
  }

  /// The decoded content.
  public Message message() {
    return message;
  }

  /// The content as a message of the given class.
  ///
  /// @throws ClassCastException when it is of another type
  public <M extends Message> M as(Class<M> kind) {
    return kind.cast(message);
  }

  /// The content as it travels.
  public Any packed() {
    Any known = packed;
    if (known == null) {
      known = Any.newBuilder().setTypeUrl(type.typeUrl()).setValue(encode(message)).build();
      packed = known;
    }
    return known;
  }

  /// The content as a delta response lists it.
  Resource told() {
    Resource known = told;
    if (known == null) {
      known = Resource.newBuilder().setName(name).setVersion(version).setResource(packed()).build();
      told = known;
    }
    return known;
  }

  /// What it needs before it can serve.
  public References references() {
    References known = references;
    if (known == null) {
      known = References.of(message);
      references = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof XdsResource that
            && type == that.type
            && name.equals(that.name)
            && version.equals(that.version));
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + version.hashCode();
  }

  @Override
  public String toString() {
    return type + " " + name + "@" + version;
  }
}
