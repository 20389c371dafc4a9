package dev.weft.host.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Sees to it that children do not outlive this process, even when it is killed with SIGKILL.
///
/// A small shell of its own session holds the other end of a pipe and knows the groups that are
/// running. When the pipe breaks, because this process is gone, it ends them. Beside it, each child
/// is started with the parent-death signal where `setpriv` can set it. That signal is sent when the
/// *thread* that started the child ends (prctl(2), PR_SET_PDEATHSIG), so one thread that lives as
/// long as the process starts them all.
final class Guardian {
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      groups=' '
      while read -r what group; do
        case $what in
          +) groups="$groups$group " ;;
          -) groups="${groups%% $group *} ${groups#* $group }" ;;
        esac
      done
      for group in $groups; do kill -TERM "-$group" 2>/dev/null; done
      [ "$groups" = ' ' ] || sleep 1
      for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
      """;

  private static final class One {
    static final Guardian INSTANCE = new Guardian();

    private One() {}
  }

  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("weft-children").unstarted(task));
  private final Object pipe = new Object();
  private final OutputStream shell;

  private Guardian() {
    try {
      // Nobody stops the shell: it ends by itself when this process does.
      shell =
          start(
                  new ProcessBuilder("setsid", "sh", "-c", SCRIPT)
                      .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                      .redirectError(ProcessBuilder.Redirect.DISCARD))
              .getOutputStream();
    } catch (IOException noShell) {
      throw new IllegalStateException("a POSIX shell and setsid are needed", noShell);
    }
  }

  /// The one of this process, started with the first child.
  static Guardian ofProcess() {
    return One.INSTANCE;
  }

  /// Starts a process from the one long-lived thread.
  Process start(ProcessBuilder builder) throws IOException {
    try {
      return starter.submit(builder::start).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting " + builder.command(), interrupted);
    }
  }

  void watch(long group) {
    tell("+ " + group);
  }

  void forget(long group) {
    tell("- " + group);
  }

  private void tell(String line) {
    synchronized (pipe) {
      try {
        shell.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        shell.flush();
      } catch (IOException broken) {
        throw new IllegalStateException("the guardian of child processes is gone", broken);
      }
    }
  }
}
