package dev.weft.sources;

final class MemorySourceTest extends SourceContract {
  private final MemorySource source = new MemorySource("default");

  @Override
  Source source() {
    return source;
  }

  @Override
  void write(String file, String text) {
    source.put(file, text);
  }

  @Override
  void remove(String file) {
    source.remove(file);
  }
}
