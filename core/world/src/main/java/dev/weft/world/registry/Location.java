package dev.weft.world.registry;

/// Whether a service is part of the mesh.
public enum Location {
  MESH_INTERNAL,
  MESH_EXTERNAL
}
