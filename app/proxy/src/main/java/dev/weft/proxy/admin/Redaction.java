package dev.weft.proxy.admin;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.weft.proxy.bootstrap.MessageTypes;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsSessionTicketKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes secrets out of messages before anybody sees them, at any depth.
final class Redaction {
  private static final DataSource REDACTED =
      DataSource.newBuilder().setInlineBytes(ByteString.copyFromUtf8("[redacted]")).build();

  private Redaction() {}

  /// The same message without private keys, passwords and tokens.
  static Message of(Message message) {
    return switch (message) {
      case TlsCertificate certificate -> certificate(certificate);
      case GenericSecret secret -> secret.toBuilder().setSecret(REDACTED).build();
      case TlsSessionTicketKeys keys -> TlsSessionTicketKeys.newBuilder().addKeys(REDACTED).build();
      case Any any -> any(any);
      default -> fields(message);
    };
  }

  private static Message certificate(TlsCertificate certificate) {
    TlsCertificate.Builder safe = certificate.toBuilder();
    if (safe.hasPrivateKey()) {
      safe.setPrivateKey(REDACTED);
    }
    if (safe.hasPassword()) {
      safe.setPassword(REDACTED);
    }
    if (safe.hasPkcs12()) {
      safe.setPkcs12(REDACTED);
    }
    return safe.build();
  }

  private static Message any(Any any) {
    Optional<Message> type = MessageTypes.named(any.getTypeUrl());
    if (type.isEmpty()) {
      return any;
    }
    try {
      Message inside = type.get().getParserForType().parseFrom(any.getValue());
      Message safe = of(inside);
      return safe == inside ? any : MessageTypes.pack(safe);
    } catch (InvalidProtocolBufferException unreadable) {
      return any.toBuilder().clearValue().build();
    }
  }

  private static Message fields(Message message) {
    Message.Builder safe = null;
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || field.isMapField()) {
        continue;
      }
      if (entry.getValue() instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          Message before = (Message) list.get(i);
          Message after = of(before);
          if (after != before) {
            safe = safe == null ? message.toBuilder() : safe;
            safe.setRepeatedField(field, i, after);
          }
        }
      } else {
        Message before = (Message) entry.getValue();
        Message after = of(before);
        if (after != before) {
          safe = safe == null ? message.toBuilder() : safe;
          safe.setField(field, after);
        }
      }
    }
    return safe == null ? message : safe.build();
  }
}
