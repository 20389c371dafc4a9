package dev.weft.testkit.golden;

import dev.weft.compiler.Compiler;
import dev.weft.testkit.Worlds;
import dev.weft.world.Node;
import dev.weft.world.World;
import dev.weft.xds.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One golden case: `FEATURE/NAME.in.yaml` with the resources, `NAME.in.CLUSTER.yaml` with those of
/// each other cluster that the control plane reads, if any, `NAME.calls.yaml` with the imagined
/// requests and what each must give, `NAME.out.yaml` with what the shown proxies are told.
///
/// @param name `FEATURE/NAME`
/// @param shows by proxy which of its resources the compiled file has, as `TYPE` or `TYPE NAME`
/// @param metadata more node metadata, by proxy, or under `*` for all
public record Case(
    String name,
    Path folder,
    World world,
    List<Call> calls,
    Map<String, List<String>> shows,
    Map<String, Map<String, String>> metadata) {
  private static final String RESOURCES = ".in.yaml";

  /// Every case below a folder, in the order of their names.
  public static List<Case> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(RESOURCES))
          .map(file -> folder.relativize(file).toString())
          .map(name -> read(folder, name.substring(0, name.length() - RESOURCES.length())))
          .sorted(java.util.Comparator.comparing(Case::name))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Case read(Path folder, String name) {
    try {
      World world = linked(folder.resolve(name + RESOURCES));
      CallsFile calls = CallsFile.read(folder.resolve(name + ".calls.yaml"));
      return new Case(name, folder, world, calls.calls(), calls.shows(), calls.metadata());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(name + ": " + refused.getMessage(), refused);
    }
  }

  /// The world of a file and those of other clusters beside it.
  private static World linked(Path home) throws IOException {
    World world = Worlds.of(Files.readString(home));
    String file = String.valueOf(home.getFileName());
    String start = file.substring(0, file.length() - "yaml".length());
    List<String> others;
    try (Stream<Path> files = Files.list(home.resolveSibling("."))) {
      others =
          files
              .map(each -> String.valueOf(each.getFileName()))
              .filter(each -> each.startsWith(start) && !each.equals(file))
              .sorted()
              .toList();
    }
    for (String other : others) {
      String cluster = other.substring(start.length(), other.length() - ".yaml".length());
      world = Worlds.linked(world, cluster, Files.readString(home.resolveSibling(other)));
    }
    return world;
  }

  /// The proxies of this case.
  public Cast cast() {
    return new Cast(world, metadata);
  }

  /// What a proxy is told.
  public Resources compile(String proxy) {
    return Compiler.compile(world, node(proxy));
  }

  public Node node(String proxy) {
    return cast().named(proxy);
  }

  /// What would become of a call, a line for each way that it may take.
  public List<String> answer(Call call) {
    return Answer.of(call, world, cast());
  }

  /// The compiled resources of the shown proxies as text.
  public String compiled() {
    return Readable.of(this);
  }

  public Path callsFile() {
    return folder.resolve(name + ".calls.yaml");
  }

  public Path compiledFile() {
    return folder.resolve(name + ".out.yaml");
  }

  @Override
  public String toString() {
    return name;
  }
}
