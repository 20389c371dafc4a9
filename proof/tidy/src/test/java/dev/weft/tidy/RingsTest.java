package dev.weft.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rings of ARCHITECTURE.md: arrows point inwards, packages have no cycles, the core is pure.
class RingsTest {
  private static final List<String> RINGS = List.of("core", "io", "app", "proof");
  private static final Pattern OWN_DEPENDENCY =
      Pattern.compile("<artifactId>weft-([a-z-]+)</artifactId>");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.weft");
  private static final String[] CORE =
      Sources.modules().stream()
          .filter(module -> module.startsWith("core"))
          .map(module -> "dev.weft." + module.getFileName() + "..")
          .toArray(String[]::new);

  @Test
  void theModulesAreFound() {
    assertThat(CLASSES.size()).as("classes of the project on the class path").isGreaterThan(20);
    assertThat(CORE).contains("dev.weft.model..", "dev.weft.graph..");
  }

  @Test
  void aModuleDependsOnItsOwnRingOrOnesBelow() {
    for (Path module : Sources.modules()) {
      int ring = RINGS.indexOf(module.getName(0).toString());
      for (String needed : dependencies(module)) {
        int other = RINGS.indexOf(ringOf(needed));
        assertThat(other).as("%s depends on %s", module, needed).isBetween(0, ring);
      }
    }
  }

  @Test
  void anApplicationNeverImportsAnApplication() {
    Set<String> applications =
        Sources.modules().stream()
            .filter(module -> module.startsWith("app"))
            .map(module -> module.getFileName().toString())
            .collect(Collectors.toSet());
    for (Path module : Sources.modules()) {
      if (module.startsWith("app") && !module.endsWith("dist")) {
        assertThat(dependencies(module))
            .as(module.toString())
            .doesNotContainAnyElementsOf(applications);
      }
    }
  }

  @Test
  void packagesHaveNoCycles() {
    check(SlicesRuleDefinition.slices().matching("dev.weft.(**)").should().beFreeOfCycles());
  }

  @Test
  void theDataPlaneDoesNotKnowTheControlPlane() {
    check(
        ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("dev.weft.graph..", "dev.weft.net..", "dev.weft.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.weft.api..", "dev.weft.world..", "dev.weft.compiler.."));
  }

  @Test
  void theCompilerDoesNotKnowSessions() {
    check(
        ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage("dev.weft.compiler..")
            .should()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Session"));
  }

  @Test
  void theCoreHasNoFilesSocketsThreadsClocksOrLogs() {
    check(
        ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                java.io.File.class,
                java.io.FileInputStream.class,
                java.io.FileOutputStream.class,
                java.nio.file.Files.class,
                java.net.Socket.class,
                java.net.ServerSocket.class,
                java.nio.channels.SocketChannel.class,
                Thread.class,
                java.time.Clock.class));
    check(
        ArchRuleDefinition.noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.grpc..", "java.util.logging..", "org.slf4j.."));
    check(noCall("currentTimeMillis", System.class));
    check(noCall("nanoTime", System.class));
    check(noCall("now", java.time.Instant.class));
    check(noCall("current", java.util.concurrent.ThreadLocalRandom.class));
  }

  private static ArchRule noCall(String method, Class<?> owner) {
    DescribedPredicate<JavaClass> is = JavaClass.Predicates.type(owner);
    return ArchRuleDefinition.noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                owner.getSimpleName() + "." + method,
                call -> call.getName().equals(method) && is.test(call.getTargetOwner())));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static Set<String> dependencies(Path module) {
    String build = Sources.read(Sources.projectRoot().resolve(module).resolve("pom.xml"));
    Set<String> names =
        OWN_DEPENDENCY
            .matcher(build.substring(build.indexOf("<dependencies>")))
            .results()
            .map((MatchResult hit) -> hit.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    return names;
  }

  private static String ringOf(String artifact) {
    String folder = artifact.replace("bench-", "bench/");
    return Sources.modules().stream()
        .filter(module -> module.endsWith(folder))
        .map(module -> module.getName(0).toString())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no module is called " + artifact));
  }
}
