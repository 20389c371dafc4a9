package dev.weft.graph.retry;

import dev.weft.graph.exchange.Head;

/// How an attempt ended, before anything of it was sent to the client.
public sealed interface Outcome {
  /// No connection could be made (refused, handshake failed, timed out, or no endpoint).
  record ConnectFailure(boolean timedOut) implements Outcome {}

  /// HTTP/2 said that the stream was not processed: `REFUSED_STREAM`, or `GOAWAY` below its number.
  record Refused() implements Outcome {}

  /// The connection or stream broke before a response.
  ///
  /// @param requestSent whether any byte of the request may have reached the upstream
  record Reset(boolean requestSent) implements Outcome {}

  /// The per-try timeout passed.
  record TimedOut() implements Outcome {}

  /// Response headers came.
  ///
  /// @param grpcStatus of a response without body (trailers only), or -1
  /// @param headers the response's, of which only [Head#header(String)] is asked
  record Answered(int status, int grpcStatus, Head headers) implements Outcome {}

  /// A circuit breaker refused before anything was sent.
  record Overflow() implements Outcome {}
}
