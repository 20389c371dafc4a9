package dev.weft.net.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.net.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
}
