package dev.weft.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NameTableTest {
  private static final NameTable TABLE =
      new NameTable(
          new TreeMap<>(
              Map.of(
                  "a.b", new NameTable.Name(List.of("1.2.3.4"), "Kubernetes", "a", "b"),
                  "*.c", new NameTable.Name(List.of("::1", "9.9.9.9"), "External", "", ""))));

  @Test
  void itIsReadAsItWasWritten() throws InvalidProtocolBufferException {
    XdsResource resource = XdsResource.of(ResourceType.NAME_TABLE, TABLE.message());
    assertThat(NameTable.parse(resource.packed().getValue())).isEqualTo(TABLE);
    assertThat(NameTable.of(resource.message())).isEqualTo(TABLE);
    assertThat(resource.name()).isEmpty();
  }

  /// The bytes of `table {key: "a" value {ips: "1.1.1.1" registry: "R" shortname: "s" namespace:
  /// "n"}}`, by the rules of Protocol Buffers.
  @Test
  void itsBytesAreThoseOfIstiosMessage() throws InvalidProtocolBufferException {
    byte[] bytes =
        HexFormat.of().parseHex("0a170a016112120a07312e312e312e311201521a01732201" + "6e");
    assertThat(NameTable.parse(ByteString.copyFrom(bytes)).names())
        .containsExactly(Map.entry("a", new NameTable.Name(List.of("1.1.1.1"), "R", "s", "n")));
    assertThat(ResourceType.NAME_TABLE.typeUrl())
        .isEqualTo("type.googleapis.com/istio.networking.nds.v1.NameTable");
  }

  @Test
  void whatIsNoTableIsRefused() {
    assertThatThrownBy(() -> NameTable.parse(ByteString.copyFromUtf8("\u0007nonsense")))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }
}
