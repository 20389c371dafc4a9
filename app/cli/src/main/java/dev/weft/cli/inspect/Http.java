package dev.weft.cli.inspect;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Short HTTP calls to parts of Weft.
public final class Http {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int LIMIT_BYTES = 256 << 20;

  /// What came back.
  public record Answer(int status, String body) {
    public boolean good() {
      return status >= 200 && status < 300;
    }
  }

  private Http() {}

  /// A GET that must succeed.
  ///
  /// @param who is asked, for the message
  /// @throws Refusal when nobody answers, or with an error
  public static String get(String who, String url) {
    Answer answer = call(who, "GET", url, "", Map.of());
    if (!answer.good()) {
      throw Refusal.because(
          Exit.FAILED, who + " answered " + answer.status() + ": " + answer.body().strip());
    }
    return answer.body();
  }

  /// Any call; an error status is an answer too.
  ///
  /// @throws Refusal when nobody answers
  public static Answer call(
      String who, String method, String url, String body, Map<String, String> headers) {
    try {
      HttpURLConnection call =
          (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
      call.setRequestMethod(method);
      call.setConnectTimeout(PATIENCE_MILLIS);
      call.setReadTimeout(PATIENCE_MILLIS);
      headers.forEach(call::setRequestProperty);
      if (!body.isEmpty()) {
        call.setDoOutput(true);
        try (OutputStream out = call.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = call.getResponseCode();
      try (InputStream in = status >= 400 ? call.getErrorStream() : call.getInputStream()) {
        byte[] bytes = in == null ? new byte[0] : in.readNBytes(LIMIT_BYTES);
        return new Answer(status, new String(bytes, StandardCharsets.UTF_8));
      } finally {
        call.disconnect();
      }
    } catch (IOException failed) {
      throw Refusal.because(
          Exit.NOT_RUNNING, who + " does not answer at " + url + ": " + failed.getMessage());
    }
  }
}
