package dev.weft.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.tidy.Sources.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Small files, small packages (STYLE.md, "Sizes").
class SizesTest {
  private static final int LONGEST_FILE = 500;
  private static final int LONGEST_TEST = 800;
  private static final int USUAL_FILE = 300;
  private static final int MEDIAN_FILE = 110;
  private static final int LARGEST_PACKAGE = 25;

  @Test
  void noFileIsLongerThanItsBound() {
    assertThat(
            Sources.all().stream()
                .filter(file -> file.lines() > (file.isTest() ? LONGEST_TEST : LONGEST_FILE))
                .map(file -> file.path() + " has " + file.lines() + " lines"))
        .as("files over %s lines (tests %s): split them by meaning", LONGEST_FILE, LONGEST_TEST)
        .isEmpty();
  }

  @Test
  void nineOfTenFilesAreOfUsualSizeAndHalfAreShort() {
    List<Long> sizes = Sources.main().stream().map(Source::lines).sorted().toList();
    assertThat(sizes.get(sizes.size() * 9 / 10)).as("90th percentile").isLessThan(USUAL_FILE);
    assertThat(sizes.get(sizes.size() / 2)).as("median").isLessThan(MEDIAN_FILE);
  }

  @Test
  void noPackageHasMoreTypesThanAReaderCanHold() {
    Map<Path, Long> sizes =
        Sources.main().stream()
            .filter(file -> !file.name().equals("package-info"))
            .collect(Collectors.groupingBy(Source::folder, TreeMap::new, Collectors.counting()));
    assertThat(
            sizes.entrySet().stream()
                .filter(folder -> folder.getValue() > LARGEST_PACKAGE)
                .map(folder -> folder.getKey() + " has " + folder.getValue() + " types"))
        .as("packages over %s types: divide them by noun", LARGEST_PACKAGE)
        .isEmpty();
  }
}
