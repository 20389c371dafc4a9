package dev.weft.agent.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.weft.agent.AgentProgram;
import dev.weft.host.Environment;
import dev.weft.host.Running;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.Target;
import dev.weft.xds.names.proto.NameTable;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/// A control plane that tells names, an agent that asks for them on its proxy's stream, and a
/// client that asks the agent, over real sockets.
final class MeshDnsTest {
  private static final String LISTENERS = "type.googleapis.com/envoy.config.listener.v3.Listener";

  @TempDir Path directory;
  private final Loops loops = Loops.of(1, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private volatile Optional<StreamObserver<DeltaDiscoveryResponse>> stream = Optional.empty();
  private volatile int acknowledged;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    executor.shutdownNow();
    loops.close();
  }

  private final class Plane
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> responses) {
      return new StreamObserver<>() {
        @Override
        public void onNext(DeltaDiscoveryRequest request) {
          if (request.getTypeUrl().equals(NameTables.TYPE_URL)) {
            if (request.getResponseNonce().isEmpty()) {
              stream = Optional.of(responses);
            } else {
              acknowledged++;
            }
          }
        }

        @Override
        public void onError(Throwable failure) {
          stream = Optional.empty();
        }

        @Override
        public void onCompleted() {
          stream = Optional.empty();
        }
      };
    }
  }

  private void tell(String host, String address) {
    NameTable table =
        NameTable.newBuilder()
            .putTable(host, NameTable.NameInfo.newBuilder().addIps(address).build())
            .build();
    Any body =
        Any.newBuilder().setTypeUrl(NameTables.TYPE_URL).setValue(table.toByteString()).build();
    stream
        .orElseThrow()
        .onNext(
            DeltaDiscoveryResponse.newBuilder()
                .setTypeUrl(NameTables.TYPE_URL)
                .setNonce("n" + address)
                .addResources(Resource.newBuilder().setResource(body))
                .build());
  }

  /// An address of loopback that no other process has.
  private static String ownAddress() {
    long pid = ProcessHandle.current().pid();
    return "127.%d.%d.%d".formatted(128 + (pid >> 16) % 64, (pid >> 8) % 256, pid % 256);
  }

  private void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what + "; log: " + log).isTrue();
  }

  /// The last record of an answer, `none` when there is none, or what the server said instead.
  private static String ask(InetSocketAddress server, String name, String type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server);
    resolver.setTimeout(Duration.ofSeconds(60));
    Record question = Record.newRecord(Name.fromString(name + "."), Type.value(type), DClass.IN);
    Message answer = resolver.send(Message.newQuery(question));
    if (answer.getRcode() != Rcode.NOERROR) {
      return Rcode.string(answer.getRcode());
    }
    List<Record> records = answer.getSection(Section.ANSWER);
    return records.isEmpty() ? "none" : records.getLast().rdataToString();
  }

  @Test
  void theAgentAnswersFromTheTableThatTheControlPlaneTells() throws Exception {
    Listening plane =
        Listening.on(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            loops,
            new Listening.Offer(List.of(new Plane()), List.of(), executor));
    open.add(plane);
    Path proxy = directory.resolve("proxy.sh");
    Files.writeString(proxy, "#!/bin/sh\nexec sleep 600\n");
    Files.setPosixFilePermissions(proxy, PosixFilePermissions.fromString("rwx------"));
    InetSocketAddress dns = new InetSocketAddress(ownAddress(), 15053);
    Running agent =
        new AgentProgram()
            .start(
                List.of(
                    "--name=reviews-1",
                    "--namespace=shop",
                    "--ip=127.0.0.1",
                    "--token-file=" + directory.resolve("token"),
                    "--discovery-address=127.0.0.1:" + plane.port(),
                    "--proxy=envoy",
                    "--envoy-binary=" + proxy,
                    "--directory=" + directory,
                    "--status-port=0",
                    "--drain-duration=0s",
                    "--dns-capture",
                    "--dns-address=" + ownAddress() + ":" + dns.getPort(),
                    "--dns-upstream=127.0.0.1:1"),
                Environment.ofProcess()
                    .loggingTo(new PrintStream(log, true, StandardCharsets.UTF_8)));
    open.add(agent);
    assertThat(ask(dns, "far.shop", "A")).as("before the first table").isEqualTo("SERVFAIL");
    ManagedChannel channel =
        new Channels(loops, executor, InstantSource.system())
            .open(Target.pipe(directory.resolve("xds.sock")));
    open.add(channel::shutdownNow);
    StreamObserver<DeltaDiscoveryRequest> asProxy =
        AggregatedDiscoveryServiceGrpc.newStub(channel).deltaAggregatedResources(new Ignoring<>());
    asProxy.onNext(DeltaDiscoveryRequest.newBuilder().setTypeUrl(LISTENERS).build());
    until("the agent asks for names", () -> stream.isPresent());
    tell("far.example", "240.240.0.7");
    until("it acknowledges them", () -> acknowledged == 1);
    assertThat(ask(dns, "far.example", "A")).isEqualTo("240.240.0.7");
    assertThat(ask(dns, "far.example", "AAAA"))
        .as("known, but not of this family")
        .isEqualTo("none");
    tell("far.example", "240.240.0.8");
    until("it acknowledges the next", () -> acknowledged == 2);
    assertThat(ask(dns, "far.example", "A")).isEqualTo("240.240.0.8");
    assertThat(ask(dns, "elsewhere.example", "A")).as("nobody upstream").isEqualTo("SERVFAIL");
  }

  private static final class Ignoring<M> implements StreamObserver<M> {
    @Override
    public void onNext(M message) {
      // a proxy would use it
    }

    @Override
    public void onError(Throwable failure) {
      // the test looks at what the client sees
    }

    @Override
    public void onCompleted() {
      // as above
    }
  }
}
