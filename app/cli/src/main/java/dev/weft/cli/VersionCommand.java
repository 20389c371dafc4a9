package dev.weft.cli;

import dev.weft.cli.session.Printing;
import dev.weft.cli.session.Session;
import dev.weft.host.Release;
import dev.weft.host.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weft version`.
@Command(
    name = "version",
    description =
        "Print the version of Weft, of the Java it runs on and of the interfaces it speaks.")
final class VersionCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private Printing printing = new Printing();

  VersionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Table table =
        new Table("COMPONENT", "VERSION")
            .row("weft", Release.VERSION)
            .row("java", Runtime.version().toString())
            .row("istio resources", "1.32 (v1, v1beta1, v1alpha3)")
            .row("xds", "v3, delta and state of the world");
    session.print(table.print(printing.format()));
    return 0;
  }
}
