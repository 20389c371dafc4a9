package dev.weft.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.tidy.Sources.Source;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Names that say what a thing is (STYLE.md, "Names").
class NamesTest {
  private static final Set<String> EMPTY_PACKAGE_NAMES =
      Set.of("util", "utils", "common", "impl", "internal", "base", "manager", "helpers", "misc");
  private static final Pattern EMPTY_TYPE_NAME =
      Pattern.compile(".*(Impl|Manager|Helper|Helpers|Util|Utils|Data|2)");
  private static final Pattern ACCESSOR =
      Pattern.compile("^ {2}public (?!static).*\\b[gs]et[A-Z]\\w*\\(", Pattern.MULTILINE);

  @Test
  void packagesAreNounsOfTheDomain() {
    assertThat(
            Sources.all().stream()
                .map(Source::folder)
                .distinct()
                .filter(folder -> EMPTY_PACKAGE_NAMES.contains(folder.getFileName().toString())))
        .isEmpty();
  }

  @Test
  void typesAreNotCalledByWhatSaysNothing() {
    assertThat(
            Sources.all().stream()
                .filter(file -> EMPTY_TYPE_NAME.matcher(file.name()).matches())
                .map(Source::path))
        .isEmpty();
  }

  @Test
  void accessorsAreCalledByWhatTheyReturn() {
    assertThat(
            Sources.main().stream()
                .flatMap(file ->
                    ACCESSOR
                        .matcher(withoutOverrides(file.text()))
                        .results()
                        .map(hit -> file.path() + ": " + hit.group().strip())))
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    Stream<String> silent =
        Sources.main().stream()
            .map(Source::folder)
            .distinct()
            .filter(folder -> lacksDescription(folder.toString()))
            .map(Object::toString);
    assertThat(silent).as("packages without a @NullMarked, documented package-info.java").isEmpty();
  }

  /// An overriding method has the name that a library gave it.
  private static String withoutOverrides(String text) {
    return text.replaceAll("@Override\\s+public [^\\n]*", "");
  }

  private static boolean lacksDescription(String folder) {
    var file = Sources.projectRoot().resolve(folder).resolve("package-info.java");
    if (!Files.exists(file)) {
      return true;
    }
    String text = Sources.read(file);
    List<String> needed = List.of("@NullMarked", "///");
    return !needed.stream().allMatch(text::contains);
  }
}
