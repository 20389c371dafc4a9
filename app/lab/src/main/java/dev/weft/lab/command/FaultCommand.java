package dev.weft.lab.command;

import dev.weft.host.Exit;
import dev.weft.lab.live.Door;
import dev.weft.lab.live.LabHome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weft lab fault`.
@Command(
    name = "fault",
    description = {
      "Break something of a running lab, until it is healed.",
      "",
      "  kill control-plane CLUSTER/NAME    kill gateway CLUSTER/NAME    kill pod CLUSTER/POD",
      "  kill node CLUSTER/NODE             kill zone ZONE",
      "  kill api-server CLUSTER            and with it the cluster's name server",
      "  cut NETWORK|CLUSTER/NODE           the link that leads from it to the rest",
      "  drop NETWORK|CLUSTER/NODE 30%%      the share of packets that it loses, each way",
      "  slow NETWORK|CLUSTER/NODE 40ms [10ms] [5mbit]    latency, jitter, rate of its link",
      "  expire pod CLUSTER/POD             its certificate runs out, and it gets no other",
      "  skew pod CLUSTER/POD +2h           the clock of its agent and proxy (libfaketime)",
      "  withdraw TRUST-DOMAIN              all other meshes lose its bundle; connections go on",
      "  list                               what is broken",
      "  heal                               everything starts again",
      ""
    })
final class FaultCommand implements Callable<Integer> {
  private final Desk desk;

  @Parameters(arity = "1..*", paramLabel = "WORDS", description = "What to break")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-l", "--lab"},
      paramLabel = "NAME",
      description = "The lab (default: the only one)")
  private String lab = "";

  FaultCommand(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    Door.ask(new LabHome(desk.chosen(lab)), words).forEach(desk.terminal()::line);
    return Exit.OK.status();
  }
}
