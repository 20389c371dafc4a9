package dev.weft.net.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.graph.Record;
import dev.weft.graph.exchange.ResponseFlag;
import dev.weft.host.port.HeldPort;
import dev.weft.net.NetSettings;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
final class TcpTest {
  private final Records records = new Records();
  private final Stage stage = Stage.open(NetSettings.standard().withLoops(2), records);

  @AfterEach
  void close() {
    stage.close();
  }

  private int proxy(int port) {
    assertThat(stage.swap(new Xds().cluster("out", port).tcp("in", 0, "out").link())).isEmpty();
    return stage.address("in").orElseThrow().getPort();
  }

  @Test
  void aServerThatSpeaksFirstIsHeard() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.send("220 ready\r\n");
              talk.in().transferTo(talk.out());
              talk.out().flush();
            });
        Caller caller = new Caller(proxy(backend.port()))) {
      assertThat(new String(caller.in.readNBytes(11))).isEqualTo("220 ready\r\n");
      Records.until(() -> records.underWay.size() == 1);
      assertThat(records.underWay.getFirst().told()).isEqualTo(Record.Told.NOTHING);
      caller.send("hello");
      caller.socket.shutdownOutput();
      assertThat(new String(caller.in.readAllBytes())).isEqualTo("hello");
      Record record = records.await(1);
      assertThat(record.told().opened()).isTrue();
      assertThat(record.bytes().received()).isEqualTo(5);
      assertThat(record.bytes().sent()).isEqualTo(16);
      assertThat(record.ending().flags()).isEmpty();
      assertThat(record.upstream().orElseThrow().remote()).isPresent();
    }
  }

  @Test
  void eachDirectionEndsByItself() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.socket().shutdownOutput();
              String all = new String(talk.in().readAllBytes());
              assertThat(all).isEqualTo("after the server's end");
            });
        Caller caller = new Caller(proxy(backend.port()))) {
      assertThat(caller.in.read()).isNegative();
      caller.send("after the server's end");
      caller.socket.shutdownOutput();
      records.await(1);
      assertThat(records.all.getFirst().bytes().received()).isEqualTo(22);
    }
  }

  @Test
  void largeStreamsArriveWhole() throws Exception {
    byte[] data = new byte[10 << 20];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 + (i >> 8));
    }
    try (Backend backend =
            Backend.of(talk -> {
              talk.in().transferTo(talk.out());
              talk.out().flush();
            });
        Caller caller = new Caller(proxy(backend.port()))) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              caller.send(data);
              caller.socket.shutdownOutput();
            } catch (java.io.IOException closed) {
              throw new java.io.UncheckedIOException(closed);
            }
          });
      assertThat(Arrays.equals(caller.in.readAllBytes(), data)).isTrue();
    }
  }

  @Test
  void aRefusedConnectionClosesTheClients() throws Exception {
    try (HeldPort refusing = Xds.refusing();
        Caller caller = new Caller(proxy(refusing.number()))) {
      assertThat(caller.closed()).isTrue();
      assertThat(records.await(1).ending().flags())
          .containsExactly(ResponseFlag.UF, ResponseFlag.URX);
      assertThat(records.underWay).isEmpty();
    }
  }

  @Test
  void aResetIsPassedOnAsAnEnd() throws Exception {
    try (Backend backend =
            Backend.of(talk -> {
              talk.in().read();
              talk.reset();
            });
        Caller caller = new Caller(proxy(backend.port()))) {
      caller.send("x");
      assertThat(caller.closed()).isTrue();
      records.await(1);
    }
  }
}
