package dev.weft.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.Test;

final class NamedPipeTest {
  @Test
  void aChannelCanLeadToASocketBelowAFolderOfAnyName() {
    NamedPipe pipe = new NamedPipe("/home/J\u00fcrgen M\u00fcller/mesh/sds.sock");
    try (Loops loops = Loops.of(1, "test")) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress(pipe)
              .channelType(loops.client(true), NamedPipe.class)
              .eventLoopGroup(loops.group())
              .usePlaintext()
              .build();

      channel.shutdownNow();
    }
    assertThat(pipe.path()).contains("J\u00fcrgen M\u00fcller");
  }
}
