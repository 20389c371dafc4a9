package dev.weft.host;

/// How a command ends. The numbers are part of the interface and never change their meaning.
public enum Exit {
  /// It did what was asked.
  OK(0, "done"),
  /// It tried and failed.
  FAILED(1, "failed"),
  /// The command line itself was wrong.
  USAGE(2, "wrong command line"),
  /// The input was refused: a broken file, a resource with errors.
  REFUSED(3, "input refused"),
  /// What it needs is not running.
  NOT_RUNNING(4, "mesh not running"),
  /// It runs already, or something that it needs is taken by another.
  BUSY(5, "already running, or a port is taken"),
  /// It did not come to pass in the time allowed.
  TIMED_OUT(6, "not ready in time"),
  /// Ended by the user with Ctrl-C, as shells count it.
  INTERRUPTED(130, "interrupted with Ctrl-C");

  private final int status;
  private final String meaning;

  Exit(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  /// The number that the shell sees.
  public int status() {
    return status;
  }

  /// The meaning in a few words, for the help text.
  public String meaning() {
    return meaning;
  }

  /// The exit with this number; any other number means [#FAILED].
  public static Exit of(int status) {
    for (Exit exit : values()) {
      if (exit.status == status) {
        return exit;
      }
    }
    return FAILED;
  }
}
