package dev.weft.sources;

final class MemorySourceTest extends TextSourceContract {
  private final MemorySource source = new MemorySource("default");

  @Override
  protected Source source() {
    return source;
  }

  @Override
  protected void write(String file, String text) {
    source.put(file, text);
  }

  @Override
  protected void remove(String file) {
    source.remove(file);
  }
}
