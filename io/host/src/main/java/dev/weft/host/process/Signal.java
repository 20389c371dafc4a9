package dev.weft.host.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Signals by number, as POSIX gives them, sent to one process or to a whole group. The JDK can
/// only reach single processes, so this calls `kill(2)`.
enum Signal {
  TERM(15),
  KILL(9);

  /// Loaded when the first signal is sent, so that commands that send none do not pay for it.
  private static final class Libc {
    static final MethodHandle KILL =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Libc() {}
  }

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /// Sends to every process of a group; false when there is none left.
  boolean toGroup(long group) {
    return send(-group);
  }

  /// Sends to one process; false when it is gone.
  boolean to(long pid) {
    return send(pid);
  }

  private boolean send(long target) {
    if (target == 0 || target == -1 || target == 1) {
      throw new IllegalArgumentException("will not signal " + target);
    }
    try {
      return (int) Libc.KILL.invokeExact((int) target, number) == 0;
    } catch (Throwable impossible) {
      throw new IllegalStateException("kill(2) cannot be called", impossible);
    }
  }
}
