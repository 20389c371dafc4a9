package dev.weft.tidy;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import dev.weft.tidy.Sources.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/// Every source is as google-java-format leaves it. `-Dformat.write=true` rewrites those that are
/// not.
class FormatTest {
  private static final boolean WRITE = Boolean.getBoolean("format.write");

  @Test
  void sourcesAreFormatted() throws FormatterException, IOException {
    Formatter formatter = new Formatter();
    List<String> others = new ArrayList<>();
    for (Source source : Sources.all()) {
      String formatted = formatter.formatSource(source.text());
      if (!formatted.equals(source.text())) {
        if (WRITE) {
          Files.writeString(Sources.projectRoot().resolve(source.path()), formatted);
        } else {
          others.add(source.path().toString());
        }
      }
    }
    Assertions.assertThat(others)
        .as(
            "not formatted; run: mvn -pl proof/tidy -am verify -Dformat.write=true"
                + " -Dtest=FormatTest -Dsurefire.failIfNoSpecifiedTests=false")
        .isEmpty();
  }
}
