package dev.weft.lab.drawing;

/// A cubic curve that leaves and arrives level.
///
/// @param x where it starts, at the height `y`
/// @param leaving the place of its first control point, at the height of its start
/// @param arriving the place of its second control point, at the height of its end
/// @param endX where it ends, at the height `endY`
record Curve(int x, int y, int leaving, int arriving, int endX, int endY) {
  /// An even one between two places.
  static Curve level(int x, int y, int endX, int endY) {
    int bend = (endX - x) / 2;
    return new Curve(x, y, x + bend, endX - bend, endX, endY);
  }

  /// As a command of a path that is at its start.
  String command() {
    return "C" + leaving + " " + y + " " + arriving + " " + endY + " " + endX + " " + endY;
  }

  /// @param t how far along, 0 to 1
  int x(double t) {
    return point(t, x, leaving, arriving, endX);
  }

  /// @param t how far along, 0 to 1
  int y(double t) {
    return point(t, y, y, endY, endY);
  }

  private static int point(double t, int start, int first, int second, int end) {
    double rest = 1 - t;
    return (int)
        Math.round(
            rest * rest * rest * start
                + 3 * rest * rest * t * first
                + 3 * rest * t * t * second
                + t * t * t * end);
  }
}
