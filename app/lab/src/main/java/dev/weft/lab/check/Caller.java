package dev.weft.lab.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weft.lab.plan.Pod;
import dev.weft.linux.command.Commands;
import dev.weft.linux.namespace.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Calls from within a pod, as an ordinary user, by unmodified programs.
public final class Caller {
  private static final int USER = 1000;

  /// Until there is a connection; longer than this means that nobody is there.
  private static final Duration CONNECTING = Duration.ofSeconds(8);

  /// Until there is an answer; the first through a proxy may take seconds on a busy machine.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /// The unmodified client of a protocol in which the server speaks first.
  private static final String LISTENER = text("listen.py");

  private Caller() {}

  private static String text(String program) {
    try (var stream = Caller.class.getResourceAsStream("/dev/weft/lab/programs/" + program)) {
      return new String(Objects.requireNonNull(stream, program).readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// What to call.
  public record Request(String url, String method, Map<String, String> headers) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /// With one more header.
    Request with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Request(url, method, more);
    }

    public static Request get(String url) {
      return new Request(url, "GET", Map.of());
    }
  }

  /// Calls once, on a connection of its own.
  public static Outcome call(Pod from, Request request) {
    return call(from, request, PATIENCE);
  }

  /// As that, with less patience.
  public static Outcome call(Pod from, Request request, Duration patience) {
    long began = System.nanoTime();
    Commands.Outcome ended =
        Commands.attempt(new Namespace(from.namespace()).words(USER, words(request, patience)), "");
    long millis = (System.nanoTime() - began) / 1_000_000;
    String out = ended.out();
    int mark = out.lastIndexOf("\n#");
    int status = mark < 0 ? 0 : number(out.substring(mark + 2).strip());
    return CurlWords.read(
        ended.status(), status, mark < 0 ? out : out.substring(0, mark), ended.error(), millis);
  }

  private static int number(String text) {
    return text.matches("\\d{3}") ? Integer.parseInt(text) : 0;
  }

  static List<String> words(Request request, Duration patience) {
    if (request.url().startsWith("tcp://")) {
      String target = request.url().substring("tcp://".length()).replaceFirst("/$", "");
      int colon = target.lastIndexOf(':');
      String host = colon < 0 ? target : target.substring(0, colon);
      String port = colon < 0 ? "80" : target.substring(colon + 1);
      return List.of("/usr/bin/python3", "-I", "-c", LISTENER, host, port);
    }
    List<String> words =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--noproxy",
                "*",
                "--connect-timeout",
                "" + CONNECTING.toSeconds(),
                "-m",
                "" + patience.toSeconds(),
                "-X",
                request.method(),
                "-w",
                "\n#%{http_code}"));
    request.headers().forEach((name, value) -> words.addAll(List.of("-H", name + ": " + value)));
    words.add(request.url());
    return words;
  }
}
