package dev.weft.net.exchange;

import dev.weft.graph.exchange.HeaderEdit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Responses of our own making. A gRPC request gets its answer as gRPC does: status 200 and a
/// `grpc-status` in headers that are also the trailers (gRPC over HTTP/2, "Responses").
final class LocalReply {
  private LocalReply() {}

  static boolean isGrpc(HttpHeaders request) {
    String type = request.get(HttpHeaderNames.CONTENT_TYPE);
    return type != null
        && type.startsWith("application/grpc")
        && (type.length() == 16 || type.charAt(16) == '+' || type.charAt(16) == ';');
  }

  /// The answer that suits a request.
  ///
  /// @param grpcStatus or -1 for the one that `status` implies
  static FullHttpResponse to(
      HttpRequest request,
      Channel channel,
      int status,
      String text,
      List<HeaderEdit> edits,
      int grpcStatus) {
    return isGrpc(request.headers())
        ? grpc(status, grpcStatus, text, edits)
        : plain(channel, status, text, edits, HttpMethod.HEAD.equals(request.method()));
  }

  static FullHttpResponse plain(
      Channel channel, int status, String body, List<HeaderEdit> edits, boolean head) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    ByteBuf content = Unpooled.EMPTY_BUFFER;
    boolean bodiless = status < 200 || status == 204 || status == 304;
    if (!bodiless) {
      int length = ByteBufUtil.utf8Bytes(body);
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      if (length > 0) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain");
        if (!head) {
          content = ByteBufUtil.writeUtf8(channel.alloc(), body);
        }
      }
    }
    Fields.edit(headers, edits);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(status),
        content,
        headers,
        EmptyHttpHeaders.INSTANCE);
  }

  /// @param grpcStatus or -1 for the one that `status` implies
  static FullHttpResponse grpc(int status, int grpcStatus, String message, List<HeaderEdit> edits) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
    headers.set("grpc-status", String.valueOf(grpcStatus < 0 ? implied(status) : grpcStatus));
    if (!message.isEmpty()) {
      headers.set(
          "grpc-message", URLEncoder.encode(message, StandardCharsets.UTF_8).replace("+", " "));
    }
    headers.set(HttpHeaderNames.CONTENT_LENGTH, 0);
    Fields.edit(headers, edits);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1,
        HttpResponseStatus.OK,
        Unpooled.EMPTY_BUFFER,
        headers,
        EmptyHttpHeaders.INSTANCE);
  }

  /// What a status is called.
  static String words(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  /// gRPC, "HTTP to gRPC Status Code Mapping".
  static int implied(int status) {
    return switch (status) {
      case 200 -> 0;
      case 400 -> 13;
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 12;
      case 429, 502, 503, 504 -> 14;
      default -> 2;
    };
  }
}
