package dev.weft.lab.drawing;

/// A rectangle on the picture, in its units.
record Frame(int x, int y, int width, int height) {
  int right() {
    return x + width;
  }

  int bottom() {
    return y + height;
  }

  int middle() {
    return y + height / 2;
  }
}
