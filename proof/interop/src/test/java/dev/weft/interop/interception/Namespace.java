package dev.weft.interop.interception;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// A network namespace that is gone when closed, with everything in it. Needs root.
final class Namespace implements AutoCloseable {
  private static final int O_RDONLY = 0;
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final long BOUND_SECONDS = 120;

  private final String name;

  private Namespace(String name) {
    this.name = name;
  }

  /// @param name unique on this machine
  static Namespace make(String name) {
    run("", "ip", "netns", "add", name);
    Namespace made = new Namespace(name);
    made.command("ip", "link", "set", "lo", "up");
    return made;
  }

  String name() {
    return name;
  }

  /// Runs a command inside to its end, and fails when it does.
  String command(String... words) {
    return run("", within(words).toArray(String[]::new));
  }

  /// Runs a command inside that reads `input`.
  String feed(String input, String... words) {
    return run(input, within(words).toArray(String[]::new));
  }

  /// The command line that runs a command inside.
  List<String> within(String... words) {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.addAll(List.of(words));
    return command;
  }

  /// Sockets that `work` opens are of this namespace, and stay so when they are used elsewhere.
  <T> T inside(Callable<T> work) {
    FutureTask<T> task =
        new FutureTask<>(() -> {
          enter();
          return work.call();
        });
    // A thread of the platform, for it changes its namespace for good.
    Thread.ofPlatform().daemon().start(task);
    try {
      return task.get(BOUND_SECONDS * 2, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException broken
          ? new UncheckedIOException(broken)
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IllegalStateException("in namespace " + name, late);
    }
  }

  private void enter() {
    Linker linker = Linker.nativeLinker();
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    MethodHandle setns =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("setns"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    MethodHandle close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int file = (int) open.invokeExact(arena.allocateFrom("/run/netns/" + name), O_RDONLY);
      if (file < 0) {
        throw new IllegalStateException("no namespace " + name);
      }
      int entered = (int) setns.invokeExact(file, CLONE_NEWNET);
      int closed = (int) close.invokeExact(file);
      if (entered != 0 || closed != 0) {
        throw new IllegalStateException("namespace " + name + " cannot be entered; are we root?");
      }
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String run(String input, String... words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", words) + ": " + said);
      }
      return said;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    run("", "ip", "netns", "del", name);
  }
}
