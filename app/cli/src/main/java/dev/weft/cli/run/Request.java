package dev.weft.cli.run;

import dev.weft.cli.mesh.MeshPorts;
import java.nio.file.Path;

/// What to run.
///
/// @param directory the directory of YAML, absolute
/// @param shown the directory as the user wrote it
/// @param called how the user calls Weft, such as `./weft`
/// @param choice what other commands need in order to mean this directory, such as ` -C shop`;
///   empty for the example
public record Request(
    Path directory,
    String shown,
    String called,
    String choice,
    DataPlane dataPlane,
    Isolation isolation,
    MeshPorts ports) {}
