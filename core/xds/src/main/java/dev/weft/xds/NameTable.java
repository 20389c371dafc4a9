package dev.weft.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The names of the mesh with their addresses, as agents are told of them to answer DNS (Istio,
/// `istio.networking.nds.v1.NameTable`, whose names and numbers of fields are kept).
///
/// @param names by full host name, perhaps with a leading `*`
public record NameTable(SortedMap<String, Name> names) {
  private static final Descriptor TABLE = describe();
  private static final Descriptor ENTRY = TABLE.findNestedTypeByName("TableEntry");
  private static final Descriptor INFO = TABLE.findNestedTypeByName("NameInfo");

  public NameTable {
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }

  /// What one host resolves to.
  ///
  /// @param addresses of either family
  /// @param registry `Kubernetes` or `External`
  /// @param shortName of Kubernetes services: agents derive the shorter forms from it; else empty
  /// @param namespace of Kubernetes services; else empty
  public record Name(List<String> addresses, String registry, String shortName, String namespace) {
    public Name {
      addresses = List.copyOf(addresses);
    }
  }

  /// The empty message, for whoever needs the type.
  static Message prototype() {
    return DynamicMessage.getDefaultInstance(TABLE);
  }

  /// The table as it is sent: equal tables have equal bytes.
  public Message message() {
    DynamicMessage.Builder table = DynamicMessage.newBuilder(TABLE);
    names.forEach((host, name) -> {
      DynamicMessage.Builder info = DynamicMessage.newBuilder(INFO);
      name.addresses().forEach(each -> info.addRepeatedField(field(INFO, "ips"), each));
      info.setField(field(INFO, "registry"), name.registry());
      info.setField(field(INFO, "shortname"), name.shortName());
      info.setField(field(INFO, "namespace"), name.namespace());
      table.addRepeatedField(
          field(TABLE, "table"),
          DynamicMessage.newBuilder(ENTRY)
              .setField(field(ENTRY, "key"), host)
              .setField(field(ENTRY, "value"), info.build())
              .build());
    });
    return table.build();
  }

  /// Reads the value of an `Any` of this type.
  ///
  /// @throws InvalidProtocolBufferException when the bytes are no such table
  public static NameTable parse(ByteString bytes) throws InvalidProtocolBufferException {
    return of(DynamicMessage.parseFrom(TABLE, bytes));
  }

  /// Reads a message of [ResourceType#NAME_TABLE].
  public static NameTable of(Message table) {
    SortedMap<String, Name> names = new TreeMap<>();
    for (Object each : (List<?>) table.getField(field(TABLE, "table"))) {
      Message entry = (Message) each;
      Message info = (Message) entry.getField(field(ENTRY, "value"));
      List<String> addresses = new ArrayList<>();
      for (Object address : (List<?>) info.getField(field(INFO, "ips"))) {
        addresses.add((String) address);
      }
      names.put(
          (String) entry.getField(field(ENTRY, "key")),
          new Name(
              addresses,
              (String) info.getField(field(INFO, "registry")),
              (String) info.getField(field(INFO, "shortname")),
              (String) info.getField(field(INFO, "namespace"))));
    }
    return new NameTable(names);
  }

  private static Descriptors.FieldDescriptor field(Descriptor type, String name) {
    return type.findFieldByName(name);
  }

  private static Descriptor describe() {
    DescriptorProto info =
        DescriptorProto.newBuilder()
            .setName("NameInfo")
            .addField(text("ips", 1, FieldDescriptorProto.Label.LABEL_REPEATED))
            .addField(text("registry", 2, FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(text("shortname", 3, FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(text("namespace", 4, FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(text("alt_hosts", 5, FieldDescriptorProto.Label.LABEL_REPEATED))
            .build();
    DescriptorProto entry =
        DescriptorProto.newBuilder()
            .setName("TableEntry")
            .setOptions(MessageOptions.newBuilder().setMapEntry(true))
            .addField(text("key", 1, FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .addField(message("value", 2, "NameInfo", FieldDescriptorProto.Label.LABEL_OPTIONAL))
            .build();
    DescriptorProto table =
        DescriptorProto.newBuilder()
            .setName("NameTable")
            .addNestedType(info)
            .addNestedType(entry)
            .addField(message("table", 1, "TableEntry", FieldDescriptorProto.Label.LABEL_REPEATED))
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("istio/networking/nds/v1/nds.proto")
            .setPackage("istio.networking.nds.v1")
            .setSyntax("proto3")
            .addMessageType(table)
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0])
          .findMessageTypeByName("NameTable");
    } catch (Descriptors.DescriptorValidationException wrong) {
      throw new IllegalStateException("the name table's own description is wrong", wrong);
    }
  }

  private static FieldDescriptorProto text(
      String name, int number, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(label)
        .setType(FieldDescriptorProto.Type.TYPE_STRING)
        .build();
  }

  private static FieldDescriptorProto message(
      String name, int number, String type, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setLabel(label)
        .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(".istio.networking.nds.v1.NameTable." + type)
        .build();
  }
}
