package dev.weft.graph.link.reading;

import org.jspecify.annotations.Nullable;

/// A place in a resource, written out only when something is wrong there.
public final class Where {
  /// The resource itself.
  public static final Where TOP = new Where(null, "", -1);

  private final @Nullable Where parent;
  private final String field;
  private final int index;

  private Where(@Nullable Where parent, String field, int index) {
    this.parent = parent;
    this.field = field;
    this.index = index;
  }

  /// A field of this place.
  public Where in(String name) {
    return new Where(this, name, -1);
  }

  /// An element of a repeated field of this place.
  public Where in(String name, int position) {
    return new Where(this, name, position);
  }

  /// What is wrong here, to be thrown.
  public Unlinkable fault(String cause, String remedy) {
    return new Unlinkable(toString(), cause, remedy);
  }

  /// A valid setting whose meaning Weft does not have.
  public Unlinkable lacking(String what) {
    return fault(what + " is not supported by Weft", "remove it, or run this listener on Envoy");
  }

  @Override
  public String toString() {
    String prefix = parent == null ? "" : parent.toString();
    String own = index < 0 ? field : field + "[" + index + "]";
    return prefix.isEmpty() ? own : prefix + "." + own;
  }
}
