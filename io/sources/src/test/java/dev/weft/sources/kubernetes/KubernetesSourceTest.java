package dev.weft.sources.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Problem;
import dev.weft.sources.Source;
import dev.weft.sources.SourceContract;
import dev.weft.world.Change;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KubernetesSourceTest extends SourceContract {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(120).toNanos();

  private final FakeApiServer server;
  private KubernetesSource source;

  KubernetesSourceTest() throws Exception {
    server = new FakeApiServer();
    source = source(Scope.CONFIG, Duration.ofSeconds(60));
  }

  private KubernetesSource source(Scope scope, Duration patience) {
    Kubeconfig config = KubeconfigReader.parse("it", server.kubeconfig("t")).orElseThrow();
    return new KubernetesSource(
        ApiServer.of(config),
        new KubernetesSource.Reading("c1", scope, "istio-system", patience),
        InstantSource.system());
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Override
  protected Source source() {
    return source;
  }

  @Override
  protected void write(String file, String text) {
    server.write(file, text);
  }

  @Override
  protected void remove(String file) {
    server.remove(file);
  }

  @Override
  protected String place(String name) {
    return "c1/workloadentries/default/" + name;
  }

  private void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
    assertThat(condition.getAsBoolean()).as("%s: %s", what, source.standing()).isTrue();
  }

  @Test
  void longListsComeInPages() throws Exception {
    server.paged(2);
    for (int i = 0; i < 5; i++) {
      write(i + ".yaml", entry("e" + i, i + 1));
    }
    start();
    eventually(Map.of("e0", 1, "e1", 2, "e2", 3, "e3", 4, "e4", 5));
  }

  @Test
  void whatWasMissedIsListedAgainWhenTheServerHasForgotten() throws Exception {
    write("a.yaml", entry("a", 1) + "---\n" + entry("b", 2));
    start();
    server.down();
    write("a.yaml", entry("a", 3));
    write("c.yaml", entry("c", 4));
    server.forget();
    server.up();
    eventually(Map.of("a", 3, "c", 4));
    assertThat(
            server.requests().stream().filter(r -> r.matches(".*workloadentries.limit.*")).count())
        .isGreaterThan(1);
  }

  @Test
  void aServerThatIsGoneLeavesEverythingAsItWasAndSaysSo() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    server.down();
    until("the loss shows", () -> source.standing().phase() == Standing.Phase.CUT);
    eventuallyProblem("cannot be read");
    assertThat(last().problems()).extracting(Problem::code).contains(Problem.Code.UNAVAILABLE);
    assertThat(told()).noneMatch(Change.Gone.class::isInstance);
    server.up();
    write("a.yaml", entry("a", 2));
    eventually(Map.of("a", 2));
    until("it is well again", () -> source.standing().phase() == Standing.Phase.SYNCED);
    assertThat(told()).noneMatch(Change.Gone.class::isInstance);
  }

  @Test
  void aServerThatFallsSilentIsFoundOut() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    server.silent(true);
    until("the silence shows", () -> source.standing().phase() == Standing.Phase.CUT);
    server.silent(false);
    write("a.yaml", entry("a", 2));
    eventually(Map.of("a", 2));
    until("it is well again", () -> source.standing().phase() == Standing.Phase.SYNCED);
  }

  @Test
  void aKindThatMayNotBeReadIsAProblemAndTheOthersAreRead() throws Exception {
    server.forbid("secrets");
    server.unserve("wasmplugins");
    write("a.yaml", entry("a", 1));
    start();
    eventually(Map.of("a", 1));
    assertThat(source.synced()).isTrue();
    assertThat(last().problems()).hasSize(1);
    assertThat(last().problems().getFirst().toString()).contains("c1/secrets").contains("allow");
  }

  @Test
  void changesWithoutMeaningAreNotTold() throws Exception {
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, namespace: default}
        spec: {nodeName: n1}
        status:
          podIP: 10.0.0.1
          startTime: "%s"
          conditions:
          - {type: Ready, status: "True", lastProbeTime: "%s"}
        """;
    write("p.yaml", pod.formatted("a", "b"));
    start();
    told().clear();
    write("p.yaml", pod.formatted("c", "d"));
    write("p.yaml", pod.formatted("e", "f").replace("10.0.0.1", "10.0.0.2"));
    until(
        "the change with a meaning",
        () -> {
          takeWhatIsThere();
          return told().toString().contains("10.0.0.2");
        });
    assertThat(told()).hasSize(1);
  }

  @Test
  void itOnlyReads() throws Exception {
    write("a.yaml", entry("a", 1));
    start();
    write("a.yaml", entry("a", 2));
    eventually(Map.of("a", 2));
    assertThat(server.requests()).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void aRegistryIsReadWithoutRules() throws Exception {
    source.close();
    source = source(Scope.REGISTRY, Duration.ofSeconds(60));
    write("a.yaml", entry("a", 1));
    start();
    eventually(Map.of("a", 1));
    assertThat(server.requests()).noneMatch(request -> request.contains("virtualservices"));
    assertThat(server.requests()).anyMatch(request -> request.contains("endpointslices"));
  }

  @Test
  void aServerThatIsNotThereDoesNotHoldUpForEver() throws Exception {
    source.close();
    server.down();
    source = source(Scope.CONFIG, Duration.ofMillis(300));
    start();
    assertThat(source.synced()).isFalse();
    assertThat(last().problems()).isNotEmpty();
    server.up();
    write("a.yaml", entry("a", 1));
    eventually(Map.of("a", 1));
    until("everything is read", source::synced);
  }

  private void eventuallyProblem(String text) throws InterruptedException {
    until(
        text,
        () -> {
          takeWhatIsThere();
          return last().problems().toString().contains(text);
        });
  }
}
