package dev.weft.interop.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Programs that know nothing of a mesh, run in a pod as an ordinary user with no proxy settings.
final class Clients {
  private static final String PYTHON =
      """
      import urllib.request
      print(urllib.request.urlopen("http://echo.shop/", timeout=30).read().decode())
      """;

  /// The JDK's client asks for HTTP/2 by an upgrade, as it does of any server.
  private static final String JAVA =
      """
      import java.net.URI;
      import java.net.http.*;

      void main() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://echo.shop/")).build();
        IO.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
      }
      """;

  private Clients() {}

  /// What each heard of `echo.shop`, from the pod `east/caller`.
  static Map<String, LabRun.Ended> of(LabRun lab) throws IOException {
    String pod = "east/caller";
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path source = Files.writeString(Path.of("/run/weft", lab.name(), "Client.java"), JAVA);
    Map<String, LabRun.Ended> heard = new LinkedHashMap<>();
    heard.put("curl", lab.exec(pod, "curl", "-sS", "-m", "30", "http://echo.shop/"));
    heard.put("python", lab.exec(pod, "/usr/bin/python3", "-c", PYTHON));
    heard.put("java", lab.exec(pod, java.toString(), "-Xmx256m", source.toString()));
    return heard;
  }
}
