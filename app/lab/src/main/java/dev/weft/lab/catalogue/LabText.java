package dev.weft.lab.catalogue;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.lab.topology.Lab;
import dev.weft.lab.topology.LabFile;
import dev.weft.model.Checked;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// A lab file and the files of resources beside it.
public final class LabText {
  private static final String FOLDER = "/dev/weft/lab/labs/";

  /// Reads a file beside the lab file.
  private interface Beside {
    String read(String name) throws IOException;
  }

  private final String name;
  private final String text;
  private final Beside beside;

  private LabText(String name, String text, Beside beside) {
    this.name = name;
    this.text = text;
    this.beside = beside;
  }

  static LabText ofResource(String lab) {
    Beside beside = file -> resource(FOLDER + lab + "/" + file);
    try {
      return new LabText(lab + "/lab.yaml", beside.read("lab.yaml"), beside);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static LabText ofFile(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return new LabText(
        file.toString(),
        Files.readString(file, StandardCharsets.UTF_8),
        name -> Files.readString(folder.resolve(name), StandardCharsets.UTF_8));
  }

  private static String resource(String path) throws IOException {
    try (InputStream stream = LabText.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IOException("there is no file " + path);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// What the file is called in messages.
  public String name() {
    return name;
  }

  /// What is written in it.
  public String text() {
    return text;
  }

  /// The lab, or everything that is wrong with its file.
  public Checked<Lab> checked() {
    return LabFile.parse(name, text, this::ifThere);
  }

  /// The lab.
  ///
  /// @throws Refusal with every problem
  public Lab lab() {
    return switch (checked()) {
      case Checked.Valid<Lab> valid -> valid.value();
      case Checked.Invalid<Lab> invalid ->
          throw Refusal.of(name + " is not a lab that can be made", invalid.problems());
    };
  }

  private Optional<String> ifThere(String file) {
    try {
      return Optional.of(beside.read(file));
    } catch (IOException absent) {
      return Optional.empty(); // whoever needs it is told
    }
  }

  /// A file of resources beside the lab file.
  ///
  /// @throws Refusal when it cannot be read
  public String resources(String file) {
    try {
      return beside.read(file);
    } catch (IOException unreadable) {
      throw Refusal.because(
          Exit.REFUSED,
          "the file "
              + file
              + " that "
              + name
              + " names cannot be read: "
              + unreadable.getMessage());
    }
  }
}
