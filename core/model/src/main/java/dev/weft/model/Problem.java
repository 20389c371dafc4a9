package dev.weft.model;

import java.util.Optional;

/// An expected failure, written for the operator: what is wrong, where, why, and what to do about
/// it.
///
/// A problem is a value; a bug in Weft itself is an exception and never a problem.
///
/// @param code names the sort of problem, stable across releases
/// @param severity whether the resource is refused or merely remarked upon
/// @param resource the resource at fault, absent when the text was not even a resource
/// @param path the field at fault, such as `spec.http[0].route[1].weight`; empty for the whole
/// @param position where it was written
/// @param cause what is wrong, a sentence without a full stop that quotes the offending value
/// @param remedy what to do, a sentence without a full stop; names the nearest valid value where
///   there is one
public record Problem(
    Code code,
    Severity severity,
    Optional<ResourceKey> resource,
    String path,
    Position position,
    String cause,
    String remedy) {

  /// The closed vocabulary of problems. The text after the dash is what each one means.
  public enum Code {
    /// The bytes are not the text they claim to be (broken YAML or JSON, binary, wrong encoding).
    SYNTAX,
    /// A document that is no known kind or version, or lacks `kind`, `apiVersion` or
    /// `metadata.name`.
    UNKNOWN_KIND,
    /// A field the kind does not have.
    UNKNOWN_FIELD,
    /// A value of another type than the field's.
    WRONG_TYPE,
    /// A value out of range, badly formed, or not one of those allowed.
    INVALID_VALUE,
    /// A required field is absent.
    MISSING_FIELD,
    /// Fields that exclude one another, or a resource that conflicts with another one.
    CONFLICT,
    /// The same thing twice.
    DUPLICATE,
    /// A name that refers to nothing.
    DANGLING_REFERENCE,
    /// A valid field whose meaning Weft does not have yet.
    NOT_YET_EFFECTIVE,
    /// A valid field that no longer has a meaning, or has a newer spelling.
    DEPRECATED,
    /// A rule that can never take effect.
    UNREACHABLE,
    /// An xDS resource that the proxy refuses.
    REJECTED,
    /// Something outside failed: a file, a socket, a certificate, a peer.
    UNAVAILABLE
  }

  /// An error without resource or position, for callers that add them later.
  public static Problem error(Code code, String path, String cause, String remedy) {
    return new Problem(code, Severity.ERROR, Optional.empty(), path, Position.NONE, cause, remedy);
  }

  /// A warning without resource or position, for callers that add them later.
  public static Problem warning(Code code, String path, String cause, String remedy) {
    return new Problem(
        code, Severity.WARNING, Optional.empty(), path, Position.NONE, cause, remedy);
  }

  /// The same problem, attributed to a resource.
  public Problem of(ResourceKey key) {
    return new Problem(code, severity, Optional.of(key), path, position, cause, remedy);
  }

  /// The same problem at a place.
  public Problem at(Position place) {
    return new Problem(code, severity, resource, path, place, cause, remedy);
  }

  /// The same problem of a resource that was accepted nevertheless.
  public Problem asWarning() {
    return new Problem(code, Severity.WARNING, resource, path, position, cause, remedy);
  }

  /// One line: `file:line:column: error: VirtualService default/a: spec.hosts: cause; remedy`.
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    if (!position.equals(Position.NONE)) {
      line.append(position).append(": ");
    }
    line.append(severity.name().toLowerCase(java.util.Locale.ROOT)).append(": ");
    resource.ifPresent(key -> line.append(key).append(": "));
    if (!path.isEmpty()) {
      line.append(path).append(": ");
    }
    line.append(cause);
    return remedy.isEmpty() ? line.toString() : line.append("; ").append(remedy).toString();
  }
}
