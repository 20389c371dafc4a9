package dev.weft.net.exchange;

import dev.weft.graph.route.Forward;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/// Makes the request that came the request that goes on.
final class Onward {
  private Onward() {}

  static void prepare(Client client, HttpRequest request, Forward to) {
    Fields.dropHopByHop(request.headers());
    if (!to.upgrade().isEmpty()) {
      request.headers().set(HttpHeaderNames.UPGRADE, to.upgrade());
      request.headers().set(HttpHeaderNames.CONNECTION, "upgrade");
    }
    if (!to.authority().isEmpty()) {
      request.headers().set(HttpHeaderNames.HOST, to.authority());
    }
    request.setUri(to.path());
    request.setProtocolVersion(HttpVersion.HTTP_1_1);
    Fields.edit(request.headers(), to.requestEdits());
    Introductions.toUpstream(client, request.headers(), to.cluster());
  }
}
