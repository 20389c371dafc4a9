package dev.weft.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The programs on the class path, in the order of their names.
public record Programs(List<Program> all) {
  public Programs {
    List<Program> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparing(Program::name));
    all = List.copyOf(sorted);
  }

  /// Those that [ServiceLoader] finds.
  public static Programs onClassPath() {
    List<Program> found = new ArrayList<>();
    ServiceLoader.load(Program.class).forEach(found::add);
    return new Programs(found);
  }

  public Optional<Program> named(String name) {
    return all.stream().filter(program -> program.name().equals(name)).findFirst();
  }
}
