package dev.weft.lab.cluster;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Options;
import dev.weft.host.Program;
import dev.weft.host.Refusal;
import dev.weft.host.Running;
import java.io.IOException;
import java.util.List;

/// `weft lab-cluster`, which a lab starts for each of its clusters.
public final class ClusterProgram implements Program {
  @Override
  public String name() {
    return "lab-cluster";
  }

  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public String summary() {
    return "stand in for one Kubernetes cluster of a lab; started by weft lab";
  }

  @Override
  public Options options() {
    return ClusterSettings.OPTIONS;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    ClusterSettings settings = ClusterSettings.of(options().parse(arguments), environment);
    try {
      return Cluster.start(settings, environment.log());
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.FAILED, "cannot start the cluster " + settings.name() + ": " + failed.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Refusal.because(Exit.INTERRUPTED, "interrupted while starting " + settings.name());
    }
  }
}
