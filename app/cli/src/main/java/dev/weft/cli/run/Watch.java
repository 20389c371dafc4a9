package dev.weft.cli.run;

import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.run.Household.Condition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Looks again and again how every part is, tells the household, and renews what would run out.
final class Watch implements Runnable {
  /// Between two looks while something is not ready.
  private static final Duration SHORT = Duration.ofMillis(50);

  /// Between two looks when all is well.
  private static final Duration LONG = Duration.ofMillis(500);

  /// Until tokens that could not be written are tried again.
  private static final Duration TOKENS_AGAIN = Duration.ofSeconds(60);

  private final List<Member> members;
  private final MeshPorts ports;
  private final Household household;
  private final Tokens tokens;
  private final Chronicle chronicle;
  private final Ending ending;
  private boolean behind;
  private Instant tokensDue = Instant.now().plus(Tokens.RENEWAL);

  Watch(
      Manifest manifest, MeshPorts ports, Household household, Tokens tokens, Surroundings around) {
    members = manifest.members();
    this.ports = ports;
    this.household = household;
    this.tokens = tokens;
    chronicle = around.chronicle();
    ending = around.ending();
  }

  /// Where a watch speaks, and what ends it.
  record Surroundings(Chronicle chronicle, Ending ending) {}

  @Override
  public void run() {
    Duration pause = Duration.ZERO;
    while (!ending.comesWithin(pause)) {
      renewTokens();
      books();
      if (household.controlPlane() == Condition.RUNNING
          && Probe.connects("127.0.0.1", ports.plain())) {
        household.controlPlane(Condition.READY, 0);
      }
      members.forEach(this::look);
      pause = members.stream().allMatch(household::ready) ? LONG : SHORT;
    }
  }

  /// A disk that is full costs nobody anything but news: the mesh goes on as it was last known.
  private void books() {
    Optional<String> failed = household.retry();
    if (failed.isPresent() && !behind) {
      chronicle.say(
          "weft: "
              + failed.get()
              + "; the mesh goes on, but neither its control plane nor weft status hears of what"
              + " starts or ends until you make room on that disk");
    } else if (failed.isEmpty() && behind) {
      chronicle.say("weft: what starts and ends is written down again");
    }
    behind = failed.isPresent();
  }

  private void look(Member member) {
    if (household.proxy(member) != Condition.DOWN) {
      household.proxy(member, Probe.proxy(member) ? Condition.READY : Condition.RUNNING);
    }
    Condition app = household.app(member);
    if (app != Condition.DOWN && app != Condition.ABSENT) {
      household.app(member, Probe.app(member) ? Condition.READY : Condition.RUNNING, 0);
    }
  }

  private void renewTokens() {
    if (Instant.now().isBefore(tokensDue)) {
      return;
    }
    Instant next = Instant.now().plus(Tokens.RENEWAL);
    for (Member member : members) {
      try {
        tokens.write(member, Instant.now());
      } catch (IOException failed) {
        chronicle.trouble(
            member.name(),
            "its token cannot be renewed: "
                + Failure.words(failed)
                + "; trying again in "
                + TOKENS_AGAIN.toSeconds()
                + " s");
        next = Instant.now().plus(TOKENS_AGAIN);
      }
    }
    tokensDue = next;
  }
}
