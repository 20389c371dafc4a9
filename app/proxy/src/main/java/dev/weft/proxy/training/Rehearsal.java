package dev.weft.proxy.training;

import dev.weft.host.file.PrivateFiles;
import dev.weft.host.port.HeldPort;
import dev.weft.proxy.bootstrap.BootstrapFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The surroundings of a proxy in training, and the requests that it gets.
public final class Rehearsal implements AutoCloseable {
  private static final List<String> ADMIN =
      List.of(
          "/ready",
          "/stats/prometheus",
          "/stats?filter=cluster",
          "/clusters",
          "/config_dump",
          "/certs",
          "/listeners",
          "/server_info");

  /// So many requests each client makes at least, however slow the machine.
  private static final int LEAST = 20;

  /// Clients at once, so that the proxy is the one that is busy.
  private static final int CLIENTS = 8;

  private final Ports ports;
  private final Course course;
  private final HomeServices services;

  /// Nobody gets these by chance before the proxy and its surroundings listen.
  private record Ports(HeldPort xds, HeldPort front, HeldPort back, HeldPort origin)
      implements AutoCloseable {
    static Ports hold() throws IOException {
      String host = "127.0.0.1";
      return new Ports(HeldPort.on(host), HeldPort.on(host), HeldPort.on(host), HeldPort.on(host));
    }

    @Override
    public void close() throws IOException {
      xds.close();
      front.close();
      back.close();
      origin.close();
    }
  }

  private Rehearsal(Ports ports, Course course, HomeServices services) {
    this.ports = ports;
    this.course = course;
    this.services = services;
  }

  /// Starts a control plane and an agent on free ports, in a folder of its own.
  ///
  /// @throws IOException when there is no port or no folder to be had
  public static Rehearsal prepare() throws IOException {
    Ports ports = Ports.hold();
    Path folder = Files.createTempDirectory("weft");
    Course course =
        new Course(
            ports.xds().number(),
            ports.front().number(),
            ports.back().number(),
            ports.origin().number(),
            folder);
    HomeServices services = new HomeServices(course);
    Rehearsal rehearsal = new Rehearsal(ports, course, services);
    Runtime.getRuntime().addShutdownHook(new Thread(rehearsal::abandon, "weft-rehearsal-end"));
    services.serve(course.resources());
    return rehearsal;
  }

  /// What the proxy is to start from.
  public BootstrapFile bootstrap() {
    return course.bootstrap();
  }

  /// The file that the proxy writes its access log to.
  public Path accessLog() {
    return course.folder().resolve("access.log");
  }

  /// The port that clients call.
  public int front() {
    return course.front();
  }

  /// Gives the proxy a new certificate.
  public void renewSecrets() {
    services.renewSecrets();
  }

  /// Calls the proxy for a while, by way of plain text and of mutual TLS with HTTP/2, and looks at
  /// its admin interface.
  ///
  /// @return how many requests were answered with 200
  /// @throws IOException when one was answered otherwise, or not at all
  public int play(Duration time, int adminPort) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    List<Future<Integer>> clients = new ArrayList<>();
    int answered = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1)) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(() -> callUntil(end)));
      }
      threads.submit(() -> {
        TimeUnit.NANOSECONDS.sleep(time.toNanos() / 2);
        services.renewSecrets();
        return null;
      });
      for (Future<Integer> client : clients) {
        answered += client.get();
      }
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the training was interrupted");
    }
    for (String page : ADMIN) {
      try (Caller caller = new Caller(adminPort)) {
        answered += good(caller.call("GET", page, ""));
      }
    }
    return answered;
  }

  private int callUntil(long end) throws IOException {
    int answered = 0;
    while (System.nanoTime() < end || answered < LEAST) {
      try (Caller caller = new Caller(course.front())) {
        for (int i = 0; i < 400 && (System.nanoTime() < end || answered < LEAST); i++) {
          answered += good(caller.call("GET", i % 4 == 0 ? "/plain/a?b=c" : "/a?b=c", ""));
          if (i % 8 == 0) {
            answered += good(caller.call("POST", "/form", "a=b&c=d"));
          }
        }
      }
    }
    return answered;
  }

  private static int good(int status) throws IOException {
    if (status != 200) {
      throw new IOException("a request was answered with " + status);
    }
    return 1;
  }

  @Override
  public void close() throws IOException {
    services.close();
    ports.close();
    remove();
  }

  private void remove() throws IOException {
    PrivateFiles.remove(course.folder());
  }

  /// A build that is interrupted while its proxy is trained leaves nothing behind either.
  private void abandon() {
    try {
      remove();
    } catch (IOException failed) {
      System.err.println("weft: " + course.folder() + " stays: " + failed.getMessage());
    }
  }
}
