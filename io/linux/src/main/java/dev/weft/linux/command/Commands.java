package dev.weft.linux.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Runs short programs to their end.
public final class Commands {
  /// No program that this module runs takes longer unless it hangs.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

  /// Programs of administrators lie here, also where a user's PATH lacks it.
  private static final List<String> MORE_PLACES = List.of("/usr/sbin", "/sbin", "/usr/local/sbin");

  private Commands() {}

  /// What a program left.
  ///
  /// @param status its exit status
  public record Outcome(int status, String out, String error) {
    public boolean ok() {
      return status == 0;
    }
  }

  /// Runs a program that has to succeed, and returns what it printed.
  ///
  /// @throws LinuxFailure when it does not exist, fails or takes longer than a minute
  public static String run(List<String> command) {
    return run(command, "");
  }

  /// The same with a text on its standard input.
  public static String run(List<String> command, String input) {
    Outcome outcome = attempt(command, input);
    if (!outcome.ok()) {
      String said = (outcome.error().isBlank() ? outcome.out() : outcome.error()).strip();
      throw LinuxFailure.because(
          "'"
              + String.join(" ", command)
              + "' failed with status "
              + outcome.status()
              + (said.isEmpty() ? "" : ": " + said),
          remedy(said));
    }
    return outcome.out();
  }

  private static String remedy(String said) {
    return said.contains("ermitted") || said.contains("denied")
        ? "run as root"
        : "see what it says, and what 'ip' and 'iptables-save' show there";
  }

  /// Runs a program whose failure is an answer too.
  ///
  /// @throws LinuxFailure when it does not exist or takes longer than a minute
  public static Outcome attempt(List<String> command, String input) {
    List<String> words = new ArrayList<>(command);
    words.set(
        0, find(command.getFirst()).orElseThrow(() -> missing(command.getFirst())).toString());
    try {
      Process process = new ProcessBuilder(words).start();
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> error = read(process.getErrorStream());
      feed(process, input);
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw LinuxFailure.because(
            "'" + String.join(" ", command) + "' did not end within " + PATIENCE.toSeconds() + " s",
            "see whether another program holds the lock of iptables");
      }
      return new Outcome(process.exitValue(), out.join(), error.join());
    } catch (IOException notStarted) {
      throw LinuxFailure.because(
          "'" + command.getFirst() + "' cannot be started: " + notStarted.getMessage(),
          Packages.remedy(command.getFirst()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw LinuxFailure.because(
          "interrupted while '" + command.getFirst() + "' ran", "do it again");
    }
  }

  /// A program that refuses early closes its input; its exit status and words say why.
  private static void feed(Process process, String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException closedEarly) {
      process.onExit().join();
    }
  }

  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
              if (bytes.size() < OUTPUT_LIMIT_BYTES) {
                bytes.write(buffer, 0, n);
              }
            }
            text.complete(bytes.toString(StandardCharsets.UTF_8));
          } catch (IOException broken) {
            text.complete("(output lost: " + broken.getMessage() + ")");
          }
        });
    return text;
  }

  /// Where a program is.
  public static Optional<Path> find(String program) {
    if (program.indexOf('/') >= 0) {
      return Optional.of(Path.of(program)).filter(Files::isExecutable);
    }
    List<String> places =
        new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)));
    places.addAll(MORE_PLACES);
    return places.stream()
        .filter(place -> !place.isEmpty())
        .map(place -> Path.of(place, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static LinuxFailure missing(String program) {
    return LinuxFailure.because(
        "there is no program '" + program + "' on this machine", Packages.remedy(program));
  }
}
