package dev.weft.net.exchange;

import dev.weft.graph.exchange.Head;
import dev.weft.graph.exchange.HeaderVisitor;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Netty's headers read as the graph's head, in place.
final class MessageHead implements Head {
  /// The method of a request that could not be read.
  private static final HttpMethod UNREADABLE = new HttpMethod("UNREADABLE");

  /// Stands for a request whose head could not be read.
  static HttpRequest unreadable() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, UNREADABLE, "");
  }

  private final String method;
  private final String path;
  private final String authority;
  private final String scheme;
  private final String protocol;
  private final HttpHeaders headers;

  private MessageHead(
      String method,
      String path,
      String authority,
      String scheme,
      String protocol,
      HttpHeaders headers) {
    this.method = method;
    this.path = path;
    this.authority = authority;
    this.scheme = scheme;
    this.protocol = protocol;
    this.headers = headers;
  }

  /// The head of a request; the target is taken apart when it is in absolute form (RFC 9112,
  /// section 3.2.2).
  static MessageHead of(HttpRequest request, String scheme, boolean http2) {
    HttpHeaders headers = request.headers();
    String authority = headers.get(HttpHeaderNames.HOST);
    String path = request.uri();
    if (!path.isEmpty() && path.charAt(0) != '/' && !path.equals("*")) {
      int separator = path.indexOf("://");
      if (separator > 0) {
        int slash = path.indexOf('/', separator + 3);
        int query = path.indexOf('?', separator + 3);
        int end = slash < 0 ? query : query < 0 ? slash : Math.min(slash, query);
        authority = end < 0 ? path.substring(separator + 3) : path.substring(separator + 3, end);
        path =
            end < 0
                ? "/"
                : path.charAt(end) == '?' ? "/" + path.substring(end) : path.substring(end);
      } else {
        authority = authority == null ? path : authority;
        path = request.method().name().equals("CONNECT") ? "" : path;
      }
    }
    String protocol =
        http2
            ? "HTTP/2"
            : request.protocolVersion() == HttpVersion.HTTP_1_1 ? "HTTP/1.1" : "HTTP/1.0";
    return new MessageHead(
        request.method() == UNREADABLE ? "" : request.method().name(),
        path,
        authority == null ? "" : authority,
        request.method() == UNREADABLE ? "" : scheme,
        protocol,
        headers);
  }

  /// Headers or trailers of a response.
  static MessageHead of(HttpHeaders headers) {
    return new MessageHead("", "", "", "", "HTTP/1.1", headers);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public @Nullable String header(String name) {
    if (name.charAt(0) == ':') {
      return switch (name) {
        case ":path" -> path;
        case ":method" -> method;
        case ":authority" -> authority;
        case ":scheme" -> scheme;
        default -> null;
      };
    }
    String first = headers.get(name);
    if (first == null) {
      return name.equals("host") && !authority.isEmpty() ? authority : null;
    }
    List<String> all = headers.getAll(name);
    return all.size() == 1 ? first : String.join(",", all);
  }

  @Override
  public void forEach(HeaderVisitor visitor) {
    for (Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        all.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = all.next();
      String name =
          field.getKey() instanceof AsciiString ascii
              ? ascii.toLowerCase().toString()
              : field.getKey().toString().toLowerCase(Locale.ROOT);
      visitor.visit(name, field.getValue().toString());
    }
  }
}
