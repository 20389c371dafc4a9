package dev.weft.graph.link.reading;

/// A resource that cannot be linked: which field, why, and what to do.
public final class Unlinkable extends Exception {
  private static final long serialVersionUID = 1;
  private final String field;
  private final String remedy;

  public Unlinkable(String field, String cause, String remedy) {
    super(cause, null, false, false);
    this.field = field;
    this.remedy = remedy;
  }

  /// The path of the field at fault; empty for the whole resource.
  public String field() {
    return field;
  }

  /// What is wrong, a sentence without a full stop.
  public String reason() {
    return String.valueOf(getMessage());
  }

  /// What to do, a sentence without a full stop.
  public String remedy() {
    return remedy;
  }
}
