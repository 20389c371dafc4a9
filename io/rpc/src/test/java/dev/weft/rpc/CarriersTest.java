package dev.weft.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.host.port.HeldPort;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.Inspection;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Svid;
import dev.weft.pki.Template;
import dev.weft.rpc.ca.CertificateClient;
import dev.weft.rpc.ca.CertificateService;
import dev.weft.rpc.caller.CallerInterceptor;
import dev.weft.rpc.caller.CertificateAuthenticator;
import dev.weft.rpc.caller.TokenAuthenticator;
import dev.weft.rpc.caller.WorkloadTokens;
import dev.weft.rpc.transport.Channels;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Limits;
import dev.weft.rpc.transport.Listening;
import dev.weft.rpc.transport.Loops;
import dev.weft.rpc.transport.ServerTls;
import dev.weft.rpc.transport.Target;
import dev.weft.rpc.xds.Backoff;
import dev.weft.rpc.xds.Discovery;
import dev.weft.rpc.xds.Follower;
import dev.weft.rpc.xds.ServerStream;
import dev.weft.rpc.xds.XdsClient;
import dev.weft.rpc.xds.XdsServices;
import dev.weft.xds.ClientSession;
import dev.weft.xds.Mode;
import dev.weft.xds.Request;
import dev.weft.xds.ResourceType;
import dev.weft.xds.Resources;
import dev.weft.xds.Response;
import dev.weft.xds.Sync;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CarriersTest {
  private static final TrustDomain DOMAIN = TrustDomain.CLUSTER_LOCAL;
  private static final Identity REVIEWS = new Identity(DOMAIN, "default", "reviews");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock = InstantSource.system();
  private final Authority authority =
      Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), random);
  private final WorkloadTokens tokens =
      new WorkloadTokens(SigningKey.make(Algorithm.ECDSA_P256, random), DOMAIN);
  private final Loops loops = Loops.of(2, "test");
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Channels channels = new Channels(loops, executor, clock);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Plane plane = new Plane();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    executor.shutdownNow();
    loops.close();
  }

  /// A control plane that gives everybody the same.
  private static final class Plane implements Discovery {
    final List<ServerStream> streams = new CopyOnWriteArrayList<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final List<Response> responses = new CopyOnWriteArrayList<>();
    volatile Resources current = Resources.EMPTY;

    /// With [#set], one after the other: a stream that comes meanwhile gets the newest, too.
    @Override
    public synchronized Admission admit(ServerStream stream) {
      if (stream.node().getId().isEmpty()) {
        return new Admission.Refused(Status.Code.INVALID_ARGUMENT, "who are you?");
      }
      streams.add(stream);
      stream.push(current);
      return new Admission.Admitted();
    }

    @Override
    public void requested(ServerStream stream, Request request) {
      requests.add(request);
    }

    @Override
    public void sent(ServerStream stream, Response response) {
      responses.add(response);
    }

    @Override
    public void closed(ServerStream stream) {
      streams.remove(stream);
    }

    synchronized void set(Resources next) {
      current = next;
      streams.forEach(stream -> stream.push(next));
    }

    /// The resources that were sent, one by one.
    List<String> names() {
      return increments()
          .flatMap(message -> message.getResourcesList().stream())
          .map(resource -> resource.getName())
          .toList();
    }

    /// The resources that were taken away.
    List<String> removals() {
      return increments().flatMap(message -> message.getRemovedResourcesList().stream()).toList();
    }

    private Stream<DeltaDiscoveryResponse> increments() {
      return responses.stream()
          .filter(Response.Increment.class::isInstance)
          .map(response -> ((Response.Increment) response).message());
    }
  }

  private static Resources clusters(int count, String suffix) {
    Resources.Builder builder = Resources.builder();
    for (int i = 0; i < count; i++) {
      builder.add(
          ResourceType.CLUSTER,
          Cluster.newBuilder().setName("c" + i).setAltStatName("stat" + suffix).build());
    }
    return builder.build();
  }

  private Listening serve(int port, Optional<ServerTls> tls, CallerInterceptor.Rule rule)
      throws Exception {
    XdsServices xds = new XdsServices(plane);
    open.add(xds);
    var certificates =
        new CertificateService(
            (caller, csr, asked) ->
                SigningRequest.parse(csr)
                    .then(request ->
                        Checked.valid(
                            authority.sign(
                                IssuePolicy.DEFAULT.template(
                                    request, caller, asked, clock.instant()),
                                random))),
            event -> {});
    var callers =
        new CallerInterceptor(
            List.of(new CertificateAuthenticator(), new TokenAuthenticator(tokens.verifier(clock))),
            rule,
            () -> {});
    Listening listening =
        Listening.on(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            tls,
            loops,
            new Listening.Offer(
                List.of(xds.aggregated(), certificates), List.of(callers), executor));
    open.add(listening);
    return listening;
  }

  private Listening plain() throws Exception {
    return serve(0, Optional.empty(), CallerInterceptor.Rule.OPTIONAL);
  }

  private ServerTls serverTls() {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    Instant now = clock.instant();
    Template template =
        Template.svid(
                key.publicKey(),
                new Identity(DOMAIN, "istio-system", "istiod"),
                now.minusSeconds(60),
                now.plusSeconds(600))
            .alsoFor(List.of("istiod"), List.of());
    var credential = new ClientTls.Credential(key.privateKey(), authority.sign(template, random));
    return new ServerTls(() -> credential, authority::bundle, clock);
  }

  private ClientTls clientTls(Optional<ClientTls.Credential> identity) {
    return new ClientTls("istiod", List.of(authority.root()), List.of("istiod"), identity);
  }

  private Svid svid(Identity identity) {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    Instant now = clock.instant();
    return Svid.of(
            key,
            authority.sign(
                Template.svid(
                    key.publicKey(), identity, now.minusSeconds(60), now.plusSeconds(600)),
                random))
        .orElseThrow();
  }

  /// A client that accepts all but what it is told to refuse.
  private static final class Recorder implements Follower {
    final List<String> losses = new CopyOnWriteArrayList<>();
    volatile Resources accepted = Resources.EMPTY;
    volatile Map<String, String> refuse = Map.of();
    volatile int connections;

    @Override
    public Map<String, String> offered(ClientSession.Offer offer) {
      return refuse;
    }

    @Override
    public void settled(ClientSession session) {
      accepted = session.resources();
    }

    @Override
    public void connected() {
      connections++;
    }

    @Override
    public void disconnected(String why, Duration again) {
      losses.add(why);
    }

    int size() {
      return accepted.of(ResourceType.CLUSTER).size();
    }
  }

  private Recorder client(Mode mode, Target target, Map<String, String> headers) {
    Recorder recorder = new Recorder();
    ClientSession session =
        new ClientSession(
            mode,
            Node.newBuilder().setId("sidecar~10.0.0.1~a.default~default.svc.cluster.local").build(),
            EnumSet.of(ResourceType.CLUSTER));
    XdsClient client =
        XdsClient.start(
            channels,
            XdsClient.Connection.to(target)
                .withHeaders(() -> headers)
                .withBackoff(new Backoff(Duration.ofMillis(20), Duration.ofMillis(100))),
            session,
            recorder);
    open.add(client);
    return recorder;
  }

  private Sync clusterSync() {
    return java.util.Objects.requireNonNull(
        plane.streams.getFirst().status().get(ResourceType.CLUSTER));
  }

  private static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(condition.getAsBoolean()).as(what).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aClientGetsEverythingAndThenWhatChanges(Mode mode) throws Exception {
    plane.current = clusters(3, "a");
    Recorder client = client(mode, Target.plain("127.0.0.1", plain().port()), Map.of());
    until("all clusters arrive", () -> client.size() == 3);
    plane.set(clusters(5, "a"));
    until("new ones arrive", () -> client.size() == 5);
    plane.set(clusters(2, "a"));
    until("old ones go", () -> client.size() == 2);
    until("the server knows", () -> clusterSync().state() == Sync.State.SYNCED);
  }

  @Test
  void onlyWhatChangedIsSentAgainAfterTheServerWasAway() throws Exception {
    Resources many = clusters(50, "a");
    plane.current = many;
    HeldPort held = HeldPort.on("127.0.0.1");
    open.add(held);
    int port = held.number();
    Listening first = serve(port, Optional.empty(), CallerInterceptor.Rule.OPTIONAL);
    Recorder client = client(Mode.DELTA, Target.plain("127.0.0.1", port), Map.of());
    until("all clusters arrive", () -> client.size() == 50);
    open.remove(first);
    first.close();
    until("the loss is noticed", () -> client.losses.size() >= 2);
    assertThat(client.size()).isEqualTo(50);
    plane.responses.clear();
    plane.current =
        many.toBuilder()
            .add(
                ResourceType.CLUSTER,
                Cluster.newBuilder().setName("c7").setAltStatName("changed").build())
            .remove(ResourceType.CLUSTER, "c9")
            .build();
    serve(port, Optional.empty(), CallerInterceptor.Rule.OPTIONAL);
    until("the client has caught up", () -> client.accepted.equals(plane.current));
    // What was sent is told once it is on its way, each by each, so the client may be ahead.
    until("the server tells of the change", () -> !plane.names().isEmpty());
    until("the server tells of the removal", () -> !plane.removals().isEmpty());
    assertThat(plane.names()).containsExactly("c7");
    assertThat(plane.removals()).containsExactly("c9");
  }

  @Test
  void aRefusedResourceIsKnownToTheServerAndDoesNotSinkItsNeighbours() throws Exception {
    plane.current = clusters(3, "a");
    Recorder client = client(Mode.DELTA, Target.plain("127.0.0.1", plain().port()), Map.of());
    until("all clusters arrive", () -> client.size() == 3);
    client.refuse = Map.of("c1", "it does not suit me");
    plane.set(clusters(3, "b"));
    until("the refusal arrives", () -> clusterSync().nack().isPresent());
    assertThat(
            plane
                .streams
                .getFirst()
                .status()
                .get(ResourceType.CLUSTER)
                .nack()
                .orElseThrow()
                .message())
        .contains("it does not suit me");
    Map<String, String> wanted = Map.of("c0", "statb", "c1", "stata", "c2", "statb");
    until("its neighbours take effect", () -> statNames(client).equals(wanted));
  }

  private static Map<String, String> statNames(Recorder client) {
    Map<String, String> names = new java.util.TreeMap<>();
    client
        .accepted
        .of(ResourceType.CLUSTER)
        .forEach((name, c) -> names.put(name, c.as(Cluster.class).getAltStatName()));
    return names;
  }

  @Test
  void aClientThatDoesNotReadHoldsUpNobodyAndFillsNoQueue() throws Exception {
    plane.current = clusters(2, "a");
    int port = plain().port();
    ManagedChannel channel = channels.open(Target.plain("127.0.0.1", port));
    open.add(channel::shutdownNow);
    CompletableFuture<String> ended = new CompletableFuture<>();
    var call =
        channel.newCall(
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
            io.grpc.CallOptions.DEFAULT);
    call.start(
        new io.grpc.ClientCall.Listener<DeltaDiscoveryResponse>() {
          @Override
          public void onClose(Status status, io.grpc.Metadata trailers) {
            ended.complete(status.toString());
          }
        },
        new io.grpc.Metadata());
    call.sendMessage(
        DeltaDiscoveryRequest.newBuilder()
            .setNode(Node.newBuilder().setId("idle"))
            .setTypeUrl(ResourceType.CLUSTER.typeUrl())
            .build());
    until("the stream is there", () -> plane.streams.size() == 1);
    for (int i = 0; i < 200; i++) {
      plane.set(clusters(500, "x" + i));
    }
    Recorder other = client(Mode.DELTA, Target.plain("127.0.0.1", port), Map.of());
    until("another client is served", () -> other.size() == 500);
    long toTheIdle = plane.responses.stream().filter(r -> r instanceof Response.Increment).count();
    assertThat(toTheIdle).isLessThan(20);
    assertThat(ended).isNotDone();
    call.cancel("done", null);
    until("it is forgotten", () -> plane.streams.size() == 1);
  }

  @Test
  void aCallerIsKnownByItsCertificate() throws Exception {
    plane.current = clusters(1, "a");
    Listening secure = serve(0, Optional.of(serverTls()), CallerInterceptor.Rule.REQUIRED);
    Svid svid = svid(REVIEWS);
    var credential = new ClientTls.Credential(svid.key().privateKey(), svid.chain());
    Recorder client =
        client(
            Mode.DELTA,
            Target.tls("127.0.0.1", secure.port(), clientTls(Optional.of(credential))),
            Map.of());
    until("the cluster arrives", () -> client.size() == 1);
    assertThat(plane.streams.getFirst().caller().identity()).contains(REVIEWS);
    assertThat(plane.streams.getFirst().caller().credential()).isEqualTo("certificate");
  }

  @Test
  void aCallerIsKnownByItsToken() throws Exception {
    plane.current = clusters(1, "a");
    Listening secure = serve(0, Optional.of(serverTls()), CallerInterceptor.Rule.REQUIRED);
    String token = tokens.issue("default", "reviews", clock.instant(), Duration.ofMinutes(5));
    Recorder client =
        client(
            Mode.DELTA,
            Target.tls("127.0.0.1", secure.port(), clientTls(Optional.empty())),
            Map.of("authorization", "Bearer " + token));
    until("the cluster arrives", () -> client.size() == 1);
    assertThat(plane.streams.getFirst().caller().identity()).contains(REVIEWS);
  }

  @Test
  void aCallerWithoutOrWithABadCredentialIsSentAway() throws Exception {
    Listening secure = serve(0, Optional.of(serverTls()), CallerInterceptor.Rule.REQUIRED);
    Target target = Target.tls("127.0.0.1", secure.port(), clientTls(Optional.empty()));
    Recorder nobody = client(Mode.DELTA, target, Map.of());
    until("it is refused", () -> !nobody.losses.isEmpty());
    assertThat(nobody.losses.getFirst()).startsWith("UNAUTHENTICATED");
    String expired =
        tokens.issue(
            "default", "reviews", clock.instant().minusSeconds(900), Duration.ofMinutes(5));
    Recorder late = client(Mode.DELTA, target, Map.of("authorization", "Bearer " + expired));
    until("it is refused", () -> !late.losses.isEmpty());
    assertThat(late.losses.getFirst()).startsWith("UNAUTHENTICATED").contains("expired");
    WorkloadTokens foreign =
        new WorkloadTokens(SigningKey.make(Algorithm.ECDSA_P256, random), DOMAIN);
    String forged = foreign.issue("default", "reviews", clock.instant(), Duration.ofMinutes(5));
    Recorder forger = client(Mode.DELTA, target, Map.of("authorization", "Bearer " + forged));
    until("it is refused", () -> !forger.losses.isEmpty());
    assertThat(forger.losses.getFirst()).contains("not signed by this mesh");
    assertThat(plane.streams).isEmpty();
  }

  @Test
  void aServerOfAnotherRootIsNotBelieved() throws Exception {
    Listening secure = serve(0, Optional.of(serverTls()), CallerInterceptor.Rule.OPTIONAL);
    Authority other = Authority.selfSigned(DOMAIN, Algorithm.ECDSA_P256, Instant.now(), random);
    ClientTls tls = new ClientTls("istiod", List.of(other.root()), List.of(), Optional.empty());
    Recorder client = client(Mode.DELTA, Target.tls("127.0.0.1", secure.port(), tls), Map.of());
    until("it is refused", () -> !client.losses.isEmpty());
    assertThat(client.losses.getFirst()).startsWith("UNAVAILABLE");
    assertThat(plane.streams).isEmpty();
  }

  @Test
  void aWorkloadIsCertifiedForWhoItIs() throws Exception {
    Listening secure = serve(0, Optional.of(serverTls()), CallerInterceptor.Rule.REQUIRED);
    var client =
        new CertificateClient(
            channels, Target.tls("127.0.0.1", secure.port(), clientTls(Optional.empty())));
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    String csr = SigningRequest.make(key, new Identity(DOMAIN, "istio-system", "admin"), random);
    String token = tokens.issue("default", "reviews", clock.instant(), Duration.ofMinutes(5));
    List<X509Certificate> chain = client.certify(csr, token, Duration.ofMinutes(10)).orElseThrow();
    assertThat(Inspection.identity(chain.getFirst())).contains(REVIEWS);
    assertThat(chain.getFirst().getPublicKey()).isEqualTo(key.publicKey());
    assertThat(chain.getLast()).isEqualTo(authority.root());
    assertThat(client.certify("no csr", token, Duration.ZERO).remarks().getFirst().code())
        .isEqualTo(Problem.Code.INVALID_VALUE);
    assertThat(client.certify(csr, "rubbish", Duration.ZERO).remarks().getFirst().cause())
        .contains("UNAUTHENTICATED");
    var nowhere = new CertificateClient(channels, Target.plain("127.0.0.1", 1));
    assertThat(nowhere.certify(csr, token, Duration.ZERO).remarks().getFirst().code())
        .isEqualTo(Problem.Code.UNAVAILABLE);
  }

  @Test
  void aMalformedStreamGetsACleanStatus() throws Exception {
    int port = plain().port();
    ManagedChannel channel = channels.open(Target.plain("127.0.0.1", port));
    open.add(channel::shutdownNow);
    assertThat(status(channel, DeltaDiscoveryRequest.getDefaultInstance()))
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    DeltaDiscoveryRequest huge =
        DeltaDiscoveryRequest.newBuilder()
            .setNode(Node.newBuilder().setId("huge"))
            .setTypeUrl("x".repeat(Limits.SERVER_MESSAGE_BYTES))
            .build();
    assertThat(status(channel, huge)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    Recorder client = client(Mode.DELTA, Target.plain("127.0.0.1", port), Map.of());
    plane.set(clusters(1, "a"));
    until("others are served", () -> client.size() == 1);
  }

  private static Status.Code status(ManagedChannel channel, DeltaDiscoveryRequest request)
      throws Exception {
    CompletableFuture<Status.Code> status = new CompletableFuture<>();
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .deltaAggregatedResources(
                new StreamObserver<>() {
                  @Override
                  public void onNext(DeltaDiscoveryResponse response) {}

                  @Override
                  public void onError(Throwable failure) {
                    status.complete(Status.fromThrowable(failure).getCode());
                  }

                  @Override
                  public void onCompleted() {
                    status.complete(Status.Code.OK);
                  }
                });
    requests.onNext(request);
    return status.get(60, TimeUnit.SECONDS);
  }
}
