package dev.weft.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @TempDir private Path directory;

  @Test
  void linesOfBothStreamsAndTheStatusArriveInFull() throws Exception {
    Child child = shell("echo out; echo err >&2; printf tail; exit 7");
    assertThat(child.exited().get(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(lines).containsExactlyInAnyOrder("out", "err", "tail");
  }

  @Test
  void silentChildrenDoNotHoldTheCarriersOfVirtualThreads() throws Exception {
    CompletableFuture<Boolean> virtual = new CompletableFuture<>();
    Child child =
        Child.start(
            Launch.inheriting(List.of("sh", "-c", "echo x; exec sleep 300"), directory, Map.of()),
            line -> virtual.complete(Thread.currentThread().isVirtual()));
    try {
      assertThat(virtual.get(30, TimeUnit.SECONDS)).isFalse();
    } finally {
      child.stop(Duration.ofSeconds(5));
    }
  }

  @Test
  void aLineWithoutEndIsCutAtItsBound() throws Exception {
    Child child = shell("head -c 200000 /dev/zero | tr '\\0' x; echo; echo after");
    child.exited().get(10, TimeUnit.SECONDS);
    assertThat(lines.take())
        .hasSizeBetween(Lines.LIMIT_BYTES, Lines.LIMIT_BYTES + 100)
        .endsWith("(line cut at 65536 bytes)");
    assertThat(lines.take()).isEqualTo("after");
  }

  @Test
  void stoppingEndsTheChildrenOfTheChildToo() throws Exception {
    Child child = shell("sleep 300 & echo $!; trap 'exit 0' TERM; wait");
    long grandchild = Long.parseLong(lines.take());
    child.stop(Duration.ofSeconds(5));
    assertThat(child.alive()).isFalse();
    assertGone(grandchild);
  }

  @Test
  void aChildThatIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
    Child child = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
    assertThat(lines.take()).isEqualTo("ready");
    child.stop(Duration.ofMillis(200));
    assertThat(child.exited().get(5, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void whatAnEndedChildLeavesBehindEndsWithIt() throws Exception {
    Child child = shell("sleep 300 >/dev/null 2>&1 & echo $!; exit 0");
    long orphan = Long.parseLong(lines.take());
    child.exited().get(10, TimeUnit.SECONDS);
    assertGone(orphan);
  }

  @Test
  void aMissingProgramIsNamed() {
    assertThatThrownBy(() -> start(List.of("no-such-program-here")))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no program no-such-program-here");
  }

  /// Starts another JVM that starts a child, kills that JVM with SIGKILL, and looks for the child.
  @Test
  void noChildOutlivesAParentThatIsKilled() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Child parent =
        start(
            List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName()));
    long child = Long.parseLong(lines.take());
    long grandchild = Long.parseLong(lines.take());
    ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
    assertGone(child);
    assertGone(grandchild);
  }

  /// The main class of the JVM that is killed.
  static final class Parent {
    private Parent() {}

    public static void main(String[] words) throws Exception {
      Child child =
          Child.start(
              Launch.inheriting(
                  List.of("sh", "-c", "echo $$; sleep 300 & echo $!; wait"), Path.of(""), Map.of()),
              line -> {
                System.out.println(line);
                System.out.flush();
              });
      child.exited().join();
    }
  }

  private static void assertGone(long pid) throws Exception {
    var handle = ProcessHandle.of(pid);
    if (handle.isPresent()) {
      handle.get().onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Child shell(String script) throws IOException {
    return start(List.of("sh", "-c", script));
  }

  private Child start(List<String> command) throws IOException {
    return Child.start(Launch.inheriting(command, directory, Map.of()), lines::add);
  }
}
