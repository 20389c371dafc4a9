package dev.weft.cli.mesh;

import dev.weft.api.Parsed;
import dev.weft.api.Parser;
import dev.weft.api.Resource;
import dev.weft.api.gateway.Gateway;
import dev.weft.api.schema.Spec;
import dev.weft.api.virtualservice.VirtualService;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.model.ResourceKey;
import dev.weft.model.TrustDomain;
import dev.weft.world.Change;
import dev.weft.world.World;
import dev.weft.world.analysis.Analysis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The resources of a directory, or of several files, as they are now.
///
/// @param directory absolute; of several files the one that names in them are relative to
/// @param files how many files were read
public record Served(
    Path directory, int files, List<Resource<?>> resources, List<Problem> problems) {
  /// The namespace of resources that name none.
  public static final String DEFAULT_NAMESPACE = "default";

  private static final int FILE_LIMIT = 10_000;
  private static final long SIZE_LIMIT_BYTES = 16L << 20;

  public Served {
    resources = List.copyOf(resources);
    problems = List.copyOf(problems);
  }

  /// Reads every `.yaml`, `.yml` and `.json` file of a directory and those below it, hidden ones
  /// excepted. Files are named in positions relative to `base` where that is shorter.
  ///
  /// @throws Refusal when there is no such directory
  public static Served read(Path directory, Path base) {
    if (!Files.isDirectory(directory)) {
      throw Refusal.because(
          Exit.REFUSED,
          Files.exists(directory)
              ? directory + " is a file; name the directory that it is in"
              : "there is no directory " + directory);
    }
    return gather(directory, files(directory), base);
  }

  /// Reads several directories, and files whatever their names end in, as one.
  ///
  /// @throws Refusal when one of them is not there
  public static Served read(List<Path> places, Path base) {
    if (places.size() == 1 && Files.isDirectory(places.getFirst())) {
      return read(places.getFirst(), base);
    }
    Set<Path> files = new LinkedHashSet<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        files.addAll(files(place));
      } else if (Files.exists(place)) {
        files.add(place);
      } else {
        throw Refusal.because(Exit.REFUSED, "there is no file or directory " + place);
      }
    }
    return gather(base, List.copyOf(files), base);
  }

  private static Served gather(Path directory, List<Path> files, Path base) {
    List<Resource<?>> resources = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<ResourceKey, Position> seen = new LinkedHashMap<>();
    for (Path file : files) {
      Parsed parsed = parse(file, shown(file, base));
      problems.addAll(parsed.problems());
      for (Resource<?> resource : parsed.resources()) {
        Position here = resource.position("metadata.name");
        Position first = seen.putIfAbsent(resource.key(), here);
        if (first == null) {
          resources.add(resource);
        } else {
          problems.add(
              Problem.error(
                      Problem.Code.DUPLICATE,
                      "metadata.name",
                      "the same resource is also at " + first,
                      "remove or rename one of the two")
                  .of(resource.key())
                  .at(here));
        }
      }
    }
    return new Served(directory, files.size(), resources, problems);
  }

  private static Parsed parse(Path file, String shown) {
    try {
      if (Files.size(file) > SIZE_LIMIT_BYTES) {
        return unreadable(shown, "is larger than " + SIZE_LIMIT_BYTES + " bytes");
      }
      // Bytes that are no text become replacement characters, which the parser refuses with their
      // place.
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Parser.parse(shown, text, DEFAULT_NAMESPACE);
    } catch (IOException failed) {
      return unreadable(shown, "cannot be read: " + failed.getMessage());
    }
  }

  private static Parsed unreadable(String shown, String why) {
    Problem problem =
        Problem.error(
                Problem.Code.SYNTAX, "", "the file " + why, "write YAML, or move it elsewhere")
            .at(new Position(shown, 1, 1));
    return new Parsed(List.of(), List.of(problem), java.util.Set.of(), 1);
  }

  /// The files that count. Hidden folders are passed over unread: in one of them a mesh that runs
  /// makes and removes files all the time.
  private static List<Path> files(Path directory) {
    TreeSet<Path> found = new TreeSet<>();
    try {
      Files.walkFileTree(directory, new Collector(directory, found));
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.REFUSED, directory + " cannot be read: " + unreadable.getMessage());
    }
    return List.copyOf(found);
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Set<Path> found;

    Collector(Path root, Set<Path> found) {
      this.root = root;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return folder.equals(root) || !hidden(folder)
          ? FileVisitResult.CONTINUE
          : FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!hidden(file) && wanted(file.toString()) && Files.isRegularFile(file)) {
        found.add(file);
      }
      return found.size() < FILE_LIMIT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
      if (file.equals(root) || !(failed instanceof NoSuchFileException)) {
        throw failed;
      }
      return FileVisitResult.CONTINUE; // removed while we looked
    }
  }

  private static boolean hidden(Path file) {
    return String.valueOf(file.getFileName()).startsWith(".");
  }

  private static boolean wanted(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static String shown(Path file, Path base) {
    return file.startsWith(base) ? base.relativize(file).toString() : file.toString();
  }

  /// What is wrong between resources that are each valid by themselves, when these members of the
  /// mesh run.
  public List<Problem> analysis(List<Member> members) {
    String registered = Registered.yaml(members, Map.of());
    List<Change> running = new ArrayList<>();
    Parser.parse("members.yaml", registered, DEFAULT_NAMESPACE)
        .resources()
        .forEach(resource -> running.add(new Change.Put(resource)));
    return Analysis.of(world().with(running));
  }

  /// The Gateways, those that Ingresses stand for among them.
  public List<Resource<Gateway>> gateways() {
    return world().configuration().ingresses().with(of(Gateway.class));
  }

  /// The VirtualServices, those that Ingresses stand for among them.
  public List<Resource<VirtualService>> virtualServices() {
    return world().configuration().ingresses().and(of(VirtualService.class));
  }

  /// The trust domain that MeshConfig gives to all identities.
  public TrustDomain trustDomain() {
    return world().mesh().identity().domain();
  }

  private World world() {
    List<Change> changes = new ArrayList<>();
    resources.forEach(resource -> changes.add(new Change.Put(resource)));
    return World.EMPTY.with(changes);
  }

  /// The resources whose spec is of one type.
  public <S extends Spec> List<Resource<S>> of(Class<S> type) {
    List<Resource<S>> found = new ArrayList<>();
    resources.forEach(resource -> resource.as(type).ifPresent(found::add));
    return found;
  }
}
