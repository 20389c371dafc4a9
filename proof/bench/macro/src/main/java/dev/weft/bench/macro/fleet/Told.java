package dev.weft.bench.macro.fleet;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What matters of a delta response: a fleet in one process cannot afford to decode everything that
/// it is told.
record Told(String typeUrl, String nonce, List<String> names, int bytes) {
  /// Reads the outermost fields only.
  static final MethodDescriptor.Marshaller<Told> READER =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Told value) {
          return new ByteArrayInputStream(new byte[0]); // a client sends none
        }

        @Override
        public Told parse(InputStream stream) {
          try {
            return read(stream.readAllBytes());
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        }
      };

  private static Told read(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    List<String> names = new ArrayList<>();
    String typeUrl = "";
    String nonce = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case DeltaDiscoveryResponse.RESOURCES_FIELD_NUMBER -> names.add(name(in));
        case DeltaDiscoveryResponse.TYPE_URL_FIELD_NUMBER -> typeUrl = in.readString();
        case DeltaDiscoveryResponse.NONCE_FIELD_NUMBER -> nonce = in.readString();
        default -> in.skipField(tag);
      }
    }
    return new Told(typeUrl, nonce, names, bytes.length);
  }

  private static String name(CodedInputStream in) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    String name = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == Resource.NAME_FIELD_NUMBER) {
        name = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(limit);
    return name;
  }
}
