package dev.weft.graph.retry;

/// The attempt that ended.
///
/// @param number 1 for the first
/// @param method of the request
/// @param grpc whether the request is gRPC
/// @param replayable whether the whole request body is still at hand
public record Attempt(int number, String method, boolean grpc, boolean replayable) {}
