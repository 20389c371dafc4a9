package dev.weft.cli;

import dev.weft.host.Exit;
import dev.weft.host.Release;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The command above all others: it prints what there is.
@Command(
    name = "weft",
    version = "weft " + Release.VERSION,
    synopsisHeading = "",
    customSynopsis = {
      "Weft runs a service mesh on this machine from ordinary Istio YAML, and explains it.",
      "",
      "  weft up                        run the example shop, with every call under mutual TLS",
      "  weft up DIR                    run your own directory of YAML and programs",
      "  weft explain --from A URL      why would a request of A go where it goes?",
      "  weft curl --from A URL         send it for real and see every hop it took"
    },
    description = "",
    commandListHeading = "Commands:%n",
    footerHeading = "%nExit status:%n",
    footer = {
      "  0  done                          4  mesh not running",
      "  1  failed                        5  already running, or a port is taken",
      "  2  wrong command line            6  not ready in time",
      "  3  input refused               130  interrupted with Ctrl-C",
      "",
      "'weft COMMAND --help' tells more about each. Tables also print as -o json and -o yaml.",
      "Colours appear on a terminal only, and never when NO_COLOR is set."
    })
final class Weft implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call()
  private CommandSpec spec;

  @Option(
      names = "--version",
      versionHelp = true,
      description = "Print the version alone; weft version tells more")
  private boolean version;

  @Override
  public Integer call() {
    CommandLine commands = spec.commandLine();
    commands.usage(commands.getOut());
    return Exit.USAGE.status();
  }
}
