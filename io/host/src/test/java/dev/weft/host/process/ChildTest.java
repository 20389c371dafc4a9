package dev.weft.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  /// What the JVM that is killed says before each number, for a JVM may say more than it is asked.
  private static final String STARTED = "started ";

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @TempDir private Path directory;

  @Test
  void linesOfBothStreamsAndTheStatusArriveInFull() throws Exception {
    Child child = shell("echo out; echo err >&2; printf tail; exit 7");
    assertThat(child.exited().get(60, TimeUnit.SECONDS)).isEqualTo(7);
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
      assertThat(virtual.get(60, TimeUnit.SECONDS)).isFalse();
    } finally {
      child.stop(Duration.ofSeconds(60));
    }
  }

  @Test
  void aLineWithoutEndIsCutAtItsBound() throws Exception {
    Child child = shell("head -c 200000 /dev/zero | tr '\\0' x; echo; echo after");
    child.exited().get(60, TimeUnit.SECONDS);
    assertThat(line())
        .hasSizeBetween(Lines.LIMIT_BYTES, Lines.LIMIT_BYTES + 100)
        .endsWith("(line cut at 65536 bytes)");
    assertThat(line()).isEqualTo("after");
  }

  @Test
  void stoppingEndsTheChildrenOfTheChildToo() throws Exception {
    Child child = shell("sleep 300 & echo $!; trap 'exit 0' TERM; wait");
    long grandchild = Long.parseLong(line());
    child.stop(Duration.ofSeconds(60));
    assertThat(child.alive()).isFalse();
    assertGone(grandchild);
  }

  /// It has no group yet when it is asked: `setsid` has only just been started.
  @Test
  void aChildThatIsStoppedAsSoonAsItStartsIsAskedToo() throws Exception {
    for (int round = 0; round < 10; round++) {
      Child child = shell("exec sleep 300");
      child.stop(Duration.ofSeconds(30));
      assertThat(child.exited().get(60, TimeUnit.SECONDS)).isEqualTo(143);
    }
  }

  @Test
  void aChildThatIgnoresSigtermIsKilledAfterTheGrace() throws Exception {
    Child child = shell("trap '' TERM; echo ready; while :; do sleep 1; done");
    assertThat(line()).isEqualTo("ready");
    child.stop(Duration.ofMillis(200));
    assertThat(child.exited().get(60, TimeUnit.SECONDS)).isEqualTo(137);
  }

  @Test
  void whatAnEndedChildLeavesBehindEndsWithIt() throws Exception {
    Child child = shell("sleep 300 >/dev/null 2>&1 & echo $!; exit 0");
    long orphan = Long.parseLong(line());
    child.exited().get(60, TimeUnit.SECONDS);
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
    long child = started();
    long grandchild = started();
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
                System.out.println(STARTED + line);
                System.out.flush();
              });
      child.exited().join();
    }
  }

  private long started() throws InterruptedException {
    String line = line();
    while (!line.startsWith(STARTED)) {
      line = line();
    }
    return Long.parseLong(line.substring(STARTED.length()));
  }

  private String line() throws InterruptedException {
    String line = lines.poll(60, TimeUnit.SECONDS);
    assertThat(line).as("a line within a minute").isNotNull();
    return line;
  }

  /// Whether the process has ended, be it that nobody has asked for its status yet.
  private static void assertGone(long pid) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (runs(pid)) {
      assertThat(System.nanoTime()).as("process %d still runs", pid).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// Reading fails in several ways while a process is reaped (no such file, no such process): what
  /// counts then is whether there is a process at all.
  private static boolean runs(long pid) {
    Path process = Path.of("/proc", String.valueOf(pid));
    try {
      String status = Files.readString(process.resolve("stat"));
      return status.charAt(status.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException beingReaped) {
      return Files.exists(process);
    }
  }

  private Child shell(String script) throws IOException {
    return start(List.of("sh", "-c", script));
  }

  private Child start(List<String> command) throws IOException {
    return Child.start(Launch.inheriting(command, directory, Map.of()), lines::add);
  }
}
