package dev.weft.net.peek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weft.graph.exchange.Hint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PeekTest {
  private static final Peek.Wanted BOTH = new Peek.Wanted(true, true);

  private static Optional<Hint> at(String text) {
    return Peek.at(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), BOTH);
  }

  private static Hint.Detected detected(String text) {
    return at(text).orElseThrow().protocol();
  }

  /// A hello as a client sends it, with a name and two protocols.
  static ByteBuf hello(String name, String... alpn) {
    ByteBuf extensions = Unpooled.buffer();
    byte[] host = name.getBytes(StandardCharsets.US_ASCII);
    extensions.writeShort(0).writeShort(host.length + 5).writeShort(host.length + 3);
    extensions.writeByte(0).writeShort(host.length).writeBytes(host);
    ByteBuf list = Unpooled.buffer();
    for (String each : alpn) {
      list.writeByte(each.length()).writeBytes(each.getBytes(StandardCharsets.US_ASCII));
    }
    extensions.writeShort(16).writeShort(list.readableBytes() + 2).writeShort(list.readableBytes());
    extensions.writeBytes(list);
    ByteBuf body = Unpooled.buffer();
    body.writeShort(0x0303).writeZero(32).writeByte(0).writeShort(2).writeShort(0x1301);
    body.writeByte(1).writeByte(0).writeShort(extensions.readableBytes()).writeBytes(extensions);
    ByteBuf handshake = Unpooled.buffer();
    handshake.writeByte(1).writeMedium(body.readableBytes()).writeBytes(body);
    ByteBuf record = Unpooled.buffer();
    record.writeByte(22).writeShort(0x0301).writeShort(handshake.readableBytes());
    return record.writeBytes(handshake);
  }

  @Test
  void aClientHelloTellsItsNameAndProtocols() {
    Hint hint =
        Peek.at(hello("outbound_.80_.v1_.Reviews.svc", "istio-http/1.1", "istio"), BOTH)
            .orElseThrow();
    assertThat(hint.transport()).isEqualTo(Hint.Transport.TLS);
    assertThat(hint.serverName()).isEqualTo("outbound_.80_.v1_.reviews.svc");
    assertThat(hint.alpn()).isEqualTo(List.of("istio-http/1.1", "istio"));
  }

  @Test
  void aClientHelloIsWaitedForByteByByte() {
    ByteBuf whole = hello("a.example", "h2");
    for (int length = 0; length < whole.readableBytes(); length++) {
      assertThat(Peek.at(whole.slice(0, length), BOTH)).as("after %d bytes", length).isEmpty();
    }
    assertThat(Peek.at(whole, BOTH)).isPresent();
  }

  @Test
  void aClientHelloInTwoRecordsIsRead() {
    ByteBuf whole = hello("split.example", "h2");
    int length = whole.readableBytes() - 5;
    ByteBuf split = Unpooled.buffer();
    split.writeByte(22).writeShort(0x0301).writeShort(20).writeBytes(whole, 5, 20);
    split.writeByte(22).writeShort(0x0301).writeShort(length - 20);
    split.writeBytes(whole, 25, length - 20);
    assertThat(Peek.at(split, BOTH).orElseThrow().serverName()).isEqualTo("split.example");
  }

  @Test
  void requestLinesAreHttp1() {
    assertThat(detected("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(Hint.Detected.HTTP1);
    assertThat(detected("M-SEARCH * HTTP/1.0\r\n")).isEqualTo(Hint.Detected.HTTP1);
    assertThat(at("GET /long/path")).isEmpty();
    assertThat(at("GE")).isEmpty();
  }

  @Test
  void thePrefaceIsHttp2AndItsBeginningIsAwaited() {
    assertThat(detected("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEqualTo(Hint.Detected.HTTP2);
    assertThat(at("PRI * HT")).isEmpty();
  }

  @Test
  void otherProtocolsAreToldAtOnce() {
    assertThat(detected("SSH-2.0-OpenSSH_9.2\r\n")).isEqualTo(Hint.Detected.OTHER);
    assertThat(detected("\u0000\u0001\u0002")).isEqualTo(Hint.Detected.OTHER);
    assertThat(detected("PING\r\n")).isEqualTo(Hint.Detected.OTHER);
    assertThat(detected("GET /x HTTQ/1.1\r\n")).isEqualTo(Hint.Detected.OTHER);
  }

  @Test
  void noBytesWhateverBreakIt() {
    for (int seed = 0; seed < 4000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 22;
      }
      ByteBuf hello = hello("a", "b");
      for (int i = 0; i < random.nextInt(12); i++) {
        hello.setByte(random.nextInt(hello.readableBytes()), random.nextInt());
      }
      assertThatCode(
              () -> {
                Peek.at(Unpooled.wrappedBuffer(bytes), BOTH);
                Peek.at(hello, BOTH);
              })
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }
}
