package dev.weft.cli.run;

import dev.weft.cli.mesh.Bootstrap;
import dev.weft.cli.mesh.Member;
import dev.weft.cli.mesh.MeshPorts;
import dev.weft.cli.mesh.RunDirectory;
import dev.weft.cli.run.Household.Condition;
import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.host.process.Lines;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All parts of a mesh, each with the keeper that starts it again when it ends.
final class Crew {
  /// What the control plane is called among the parts.
  static final String CONTROL_PLANE = "control-plane";

  /// In the order in which they end: who depends on others ends before them.
  private enum Rank {
    APP,
    PROXY,
    AUTHORITY
  }

  private final RunDirectory run;
  private final Parts parts;
  private final Household household;
  private final Chronicle chronicle;
  private final Map<Rank, List<Keeper>> keepers = new EnumMap<>(Rank.class);
  private boolean dismissed;

  Crew(RunDirectory run, Parts parts, Household household, Chronicle chronicle) {
    this.run = run;
    this.parts = parts;
    this.household = household;
    this.chronicle = chronicle;
    for (Rank rank : Rank.values()) {
      keepers.put(rank, new ArrayList<>());
    }
  }

  void controlPlane() {
    Lines heard = chronicle.loud(CONTROL_PLANE, run.log(CONTROL_PLANE));
    keep(Rank.AUTHORITY, CONTROL_PLANE, () -> parts.controlPlane(heard), household::controlPlane);
  }

  /// Starts a member's agent and proxy.
  void proxy(Member member, MeshPorts ports, Tokens tokens) {
    Bootstrap.Site site =
        new Bootstrap.Site(
            ports,
            run.socket(member.name()),
            run.accessLog(member.name()),
            member.gateway() ? tokens.forGateway(member, Instant.now()) : "");
    try {
      PrivateFiles.write(run.bootstrap(member.name()), Bootstrap.render(member, site));
      PrivateFiles.empty(run.accessLog(member.name()));
      tokens.write(member, Instant.now());
      PrivateFiles.directory(Objects.requireNonNull(run.socket(member.name()).getParent()));
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED, "cannot write to " + run.root() + ": " + Failure.words(failed));
    }
    Lines heard = chronicle.quiet(member.name(), run.proxyLog(member.name()));
    LastWords agent = new LastWords(heard);
    keep(
        Rank.AUTHORITY,
        "agent of " + member.name(),
        () -> parts.agent(member, tokens.file(member), agent),
        new Silent(agent, (condition, pid) -> {}));
    LastWords proxy = new LastWords(heard);
    keep(
        Rank.PROXY,
        "proxy of " + member.name(),
        () -> parts.proxy(member, proxy),
        new Silent(proxy, (condition, pid) -> household.proxy(member, condition)));
  }

  /// Starts a member's application, if it has one of its own.
  void app(Member member) {
    if (member.app().isPresent()) {
      Member.App app = member.app().get();
      Lines heard = chronicle.loud(member.name(), run.log(member.name()));
      keep(
          Rank.APP,
          member.name(),
          () -> parts.app(member, app, heard),
          (condition, pid) -> household.app(member, condition, pid));
    } else if (!member.gateway()) {
      household.app(member, Condition.RUNNING, 0);
    }
  }

  private void keep(Rank rank, String name, Keeper.Starter starter, Effect effect) {
    Keeper keeper = new Keeper(name, starter, new Listener(name, effect));
    synchronized (keepers) {
      if (dismissed) {
        throw Refusal.because(Exit.INTERRUPTED, "stopped while starting");
      }
      keepers.getOrDefault(rank, List.of()).add(keeper);
    }
    keeper.start();
  }

  /// Ends applications, then proxies, then agents and the control plane. Returns when all are gone,
  /// and in any case within three times [Live#GRACE] and a little.
  void dismiss() {
    synchronized (keepers) {
      dismissed = true;
    }
    for (List<Keeper> equals : keepers.values()) {
      List<Thread> threads = new ArrayList<>();
      for (Keeper keeper : equals.reversed()) {
        threads.add(Thread.ofVirtual().start(keeper::stop));
      }
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /// What becomes of a part, for the household's books.
  private interface Effect {
    void on(Condition condition, long pid);

    /// What a part that is not heard in the stream said before it ended.
    default String lastWords() {
      return "";
    }
  }

  /// A part whose lines go to its log alone.
  private record Silent(LastWords words, Effect effect) implements Effect {
    @Override
    public void on(Condition condition, long pid) {
      effect.on(condition, pid);
    }

    @Override
    public String lastWords() {
      String told = words.taken();
      return told.isEmpty() ? "" : "; it last said: " + told;
    }
  }

  private final class Listener implements Keeper.Listener {
    private final String name;
    private final Effect effect;

    Listener(String name, Effect effect) {
      this.name = name;
      this.effect = effect;
    }

    @Override
    public void up(Live live) {
      effect.on(Condition.RUNNING, live.pid());
    }

    @Override
    public void down(String why, Duration pause) {
      effect.on(Condition.DOWN, 0);
      chronicle.trouble(
          name, why + effect.lastWords() + "; starting it again in " + pause.toMillis() + " ms");
    }
  }
}
