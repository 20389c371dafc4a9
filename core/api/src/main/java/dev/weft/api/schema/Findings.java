package dev.weft.api.schema;

import dev.weft.model.Problem;
import java.util.function.Consumer;

/// Collects what is wrong with one message; paths are relative to the message until they are
/// reported.
public final class Findings {
  private final String path;
  private final Consumer<Problem> sink;

  public Findings(String path, Consumer<Problem> sink) {
    this.path = path;
    this.sink = sink;
  }

  /// The findings of one field of this message.
  public Findings at(String field) {
    return new Findings(path.isEmpty() ? field : path + "." + field, sink);
  }

  /// The findings of one element of this list.
  public Findings at(int index) {
    return new Findings(path + "[" + index + "]", sink);
  }

  /// The findings of one entry of this map.
  public Findings key(String key) {
    return new Findings(path + Paths.entry(key), sink);
  }

  /// A value that is out of range, badly formed or not allowed.
  public void invalid(String cause, String remedy) {
    report(Problem.error(Problem.Code.INVALID_VALUE, path, cause, remedy));
  }

  /// A field that must be written and is not.
  public void missing(String cause, String remedy) {
    report(Problem.error(Problem.Code.MISSING_FIELD, path, cause, remedy));
  }

  /// Fields that exclude one another.
  public void conflict(String cause, String remedy) {
    report(Problem.error(Problem.Code.CONFLICT, path, cause, remedy));
  }

  /// The same thing twice.
  public void duplicate(String cause, String remedy) {
    report(Problem.error(Problem.Code.DUPLICATE, path, cause, remedy));
  }

  /// A remark that does not keep the resource from taking effect.
  public void warning(Problem.Code code, String cause, String remedy) {
    report(Problem.warning(code, path, cause, remedy));
  }

  private void report(Problem problem) {
    sink.accept(problem);
  }
}
