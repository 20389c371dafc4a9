package dev.weft.model;

/// Where a value was written: a file (or another named origin), a line and a column, both counted
/// from one.
///
/// Line zero means that the origin has no lines, as for a value made by the program itself.
public record Position(String file, int line, int column) implements Comparable<Position> {
  /// The position of values that nobody wrote down.
  public static final Position NONE = new Position("", 0, 0);

  public Position {
    if (line < 0 || column < 0) {
      throw new IllegalArgumentException("negative position " + line + ":" + column);
    }
  }

  @Override
  public int compareTo(Position other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// `file:line:column`, or the file alone where there are no lines.
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
