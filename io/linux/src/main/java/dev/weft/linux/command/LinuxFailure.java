package dev.weft.linux.command;

import dev.weft.model.Problem;

/// The machine did not do what it was asked: an expected failure, told as a [Problem].
public final class LinuxFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public LinuxFailure(Problem problem) {
    super(problem.toString());
    this.problem = problem;
  }

  /// @param cause what failed and why
  /// @param remedy what to do
  public static LinuxFailure because(String cause, String remedy) {
    return new LinuxFailure(Problem.error(Problem.Code.UNAVAILABLE, "", cause, remedy));
  }

  public Problem problem() {
    return problem;
  }
}
