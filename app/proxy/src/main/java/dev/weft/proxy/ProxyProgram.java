package dev.weft.proxy;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.proxy.bootstrap.BootstrapFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;

/// `weft proxy -c FILE`: stands wherever Envoy stands.
public final class ProxyProgram implements Program {
  @Override
  public String name() {
    return "proxy";
  }

  @Override
  public String summary() {
    return "Run one proxy from an Envoy bootstrap file: sidecar or gateway";
  }

  @Override
  public Options options() {
    return Settings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    Settings settings = Settings.of(Settings.OPTIONS.parse(arguments));
    return switch (settings.mode()) {
      case SERVE -> Proxy.start(read(settings.file(), environment), settings, environment);
      case VALIDATE -> {
        BootstrapFile file = read(settings.file(), environment);
        Proxy.validate(file);
        environment.out().println("configuration '" + settings.file() + "' OK");
        yield new Ended(Exit.OK);
      }
      case TRAIN -> Training.run(settings, environment);
    };
  }

  static BootstrapFile read(String file, Environment environment) {
    String text;
    try {
      text = Files.readString(environment.path(file));
    } catch (NoSuchFileException absent) {
      throw Refusal.because(Exit.REFUSED, "there is no file " + file);
    } catch (MalformedInputException binary) {
      throw Refusal.because(Exit.REFUSED, file + " is not UTF-8 text");
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.REFUSED, "cannot read " + file + ": " + unreadable.getMessage());
    }
    return switch (BootstrapFile.parse(file, text)) {
      case Checked.Valid<BootstrapFile> valid -> {
        valid.warnings().forEach(problem -> environment.log().println(problem));
        yield valid.value();
      }
      case Checked.Invalid<BootstrapFile> invalid ->
          throw Refusal.of(told(file, invalid.problems()), invalid.problems());
    };
  }

  private static String told(String file, List<Problem> problems) {
    return file
        + " cannot be used: "
        + problems.size()
        + " problem"
        + (problems.size() == 1 ? "" : "s");
  }
}
