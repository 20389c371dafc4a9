package dev.weft.lab.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.api.Parser;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.Target;
import dev.weft.model.Checked;
import dev.weft.model.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lab that comes along is right, and so are its resources.
class CatalogueTest {
  static Iterable<String> names() {
    return Catalogue.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isValidWithoutRemarks(String name) {
    Checked<Lab> checked = Catalogue.shipped(name).checked();
    assertThat(checked.remarks()).isEmpty();
    assertThat(checked.orElseThrow().name()).isEqualTo(name);
    assertThat(checked.orElseThrow().expectations()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsResourcesAreValid(String name) {
    LabText text = Catalogue.shipped(name);
    text.lab().resources().stream()
        .flatMap(one -> one.files().stream())
        .forEach(file -> {
          String resources = Target.resolve(text.resources(file), place -> "192.0.2.1");
          assertThat(Parser.parse(file, resources, "default").problems())
              .as(file)
              .noneMatch(problem -> problem.severity() == Severity.ERROR);
        });
  }
}
