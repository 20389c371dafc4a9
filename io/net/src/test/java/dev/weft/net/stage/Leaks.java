package dev.weft.net.stage;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class that leaked a buffer.
final class Leaks implements BeforeAllCallback, AfterAllCallback {
  private static final Logger DETECTOR = Logger.getLogger("io.netty.util.ResourceLeakDetector");
  private static final List<String> FOUND = new CopyOnWriteArrayList<>();
  private static final Handler LISTENER =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (String.valueOf(record.getMessage()).contains("LEAK")) {
            FOUND.add(record.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    notice(); // what others leaked, whichever ran before, is not this class's
    FOUND.clear();
    DETECTOR.removeHandler(LISTENER);
    DETECTOR.addHandler(LISTENER);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    notice();
    DETECTOR.removeHandler(LISTENER);
    if (!FOUND.isEmpty()) {
      throw new AssertionError(FOUND.size() + " leaked buffers: " + FOUND.getFirst());
    }
  }

  /// A leak is noticed at an allocation after its buffer was collected.
  private static void notice() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      System.runFinalization();
      for (int j = 0; j < 200; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        ByteBufAllocator.DEFAULT.heapBuffer(16).release();
      }
    }
  }
}
