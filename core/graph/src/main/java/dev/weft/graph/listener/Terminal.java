package dev.weft.graph.listener;

/// What serves the bytes of a chain.
public sealed interface Terminal permits HttpTerminal, TcpTerminal {
  String statPrefix();
}
