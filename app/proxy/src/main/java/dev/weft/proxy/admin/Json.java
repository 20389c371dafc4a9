package dev.weft.proxy.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weft.proxy.bootstrap.MessageTypes;

/// Messages as Envoy's admin prints them: proto field names, indented.
final class Json {
  private Json() {}

  static String print(Message message) {
    try {
      return MessageTypes.printer(message).print(message) + "\n";
    } catch (InvalidProtocolBufferException unknownType) {
      throw new IllegalStateException("a message holds a type that nobody knows", unknownType);
    }
  }
}
