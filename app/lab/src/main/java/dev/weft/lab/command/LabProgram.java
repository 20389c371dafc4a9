package dev.weft.lab.command;

import dev.weft.host.Environment;
import dev.weft.host.Exit;
import dev.weft.host.Program;
import dev.weft.host.Running;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// `weft lab`.
public final class LabProgram implements Program {
  @Override
  public String name() {
    return "lab";
  }

  @Override
  public String summary() {
    return "clusters, networks and meshes on this machine, with their faults";
  }

  @Override
  public boolean hasWords() {
    return true;
  }

  @Override
  public Running start(List<String> arguments, Environment environment) {
    Exit exit = LabWords.run(arguments, environment);
    return new Running() {
      @Override
      public void stop() {}

      @Override
      public CompletableFuture<Exit> ended() {
        return CompletableFuture.completedFuture(exit);
      }
    };
  }
}
