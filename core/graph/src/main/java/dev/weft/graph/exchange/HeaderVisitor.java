package dev.weft.graph.exchange;

/// Sees each header of a [Head] once.
@FunctionalInterface
public interface HeaderVisitor {
  void visit(String lowerCaseName, String value);
}
