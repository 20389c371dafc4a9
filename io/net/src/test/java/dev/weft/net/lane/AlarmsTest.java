package dev.weft.net.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.net.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class AlarmsTest {
  private static final class Noted extends Alarm {
    final CountDownLatch rung;
    volatile long atNanos;

    Noted(CountDownLatch rung) {
      this.rung = rung;
    }

    @Override
    protected void ring() {
      atNanos = System.nanoTime();
      rung.countDown();
    }
  }

  @Test
  void alarmsRingOnceNeverEarlyAndNotAfterTheyWereDisarmed() throws Exception {
    EventLoopGroup loops = Transport.best().loops(1, "alarms");
    try {
      EventLoop loop = loops.next();
      CountDownLatch rung = new CountDownLatch(50);
      CountDownLatch never = new CountDownLatch(1);
      List<Noted> armed = new ArrayList<>();
      long[] start = new long[1];
      loop.submit(
              () -> {
                Alarms alarms = new Alarms(loop);
                start[0] = System.nanoTime();
                for (int i = 0; i < 50; i++) {
                  Noted alarm = new Noted(rung);
                  armed.add(alarm);
                  alarms.arm(alarm, TimeUnit.MILLISECONDS.toNanos(i * 7L));
                  Noted dead = new Noted(never);
                  alarms.arm(dead, TimeUnit.MILLISECONDS.toNanos(i * 7L));
                  dead.disarm();
                }
                Noted moved = new Noted(never);
                alarms.arm(moved, TimeUnit.MILLISECONDS.toNanos(20));
                alarms.arm(moved, TimeUnit.MINUTES.toNanos(60));
              })
          .sync();
      assertThat(rung.await(60, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 50; i++) {
        assertThat(armed.get(i).atNanos - start[0])
            .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(i * 7L));
        assertThat(armed.get(i).armed()).isFalse();
      }
      assertThat(never.getCount()).isEqualTo(1);
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /// Stalls its loop for longer than its alarm waits, with bytes in the socket all the while.
  private static final class Stalled extends ChannelInboundHandlerAdapter {
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final CompletableFuture<String> first;

    Stalled(CompletableFuture<String> first) {
      this.first = first;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      Alarm alarm =
          new Alarm() {
            @Override
            protected void ring() {
              first.complete("alarm");
            }
          };
      new Alarms(ctx.channel().eventLoop()).arm(alarm, STALL_NANOS / 4);
      long end = System.nanoTime() + STALL_NANOS;
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
      first.complete("bytes");
    }
  }

  @Test
  void afterAStallOfTheLoopWhatHasComeIsReadBeforeAnAlarmRings() throws Exception {
    EventLoopGroup loops = Transport.best().loops(1, "alarms");
    CompletableFuture<String> first = new CompletableFuture<>();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      ServerBootstrap bootstrap = new ServerBootstrap().group(loops);
      bootstrap.channelFactory(Transport.best().server(any)).childHandler(new Stalled(first));
      Channel server = bootstrap.bind(any).sync().channel();
      int port = ((InetSocketAddress) server.localAddress()).getPort();
      CountDownLatch written = new CountDownLatch(1);
      // The loop is held until the bytes are there, so that they wait when the connection is taken.
      loops.next().execute(() -> hold(written));
      try (Socket client = new Socket(any.getAddress(), port)) {
        client.getOutputStream().write('x');
        written.countDown();
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("bytes");
      }
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
