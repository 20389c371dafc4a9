package dev.weft.lab.topology;

import dev.weft.api.schema.Field;

/// What a workload runs when it has no command of its own.
public enum Program {
  /// An HTTP server on port 8080 that answers who it is, where it runs and who asked.
  @Field("echo")
  ECHO,
  /// A TCP server on port 9000 that speaks first, and then repeats what it hears.
  @Field("greeter")
  GREETER,
  /// Nothing: a place to call from.
  @Field("caller")
  CALLER
}
