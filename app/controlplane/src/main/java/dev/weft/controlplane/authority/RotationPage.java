package dev.weft.controlplane.authority;

import dev.weft.controlplane.config.Worlds;
import dev.weft.controlplane.fleet.Fleet;
import dev.weft.controlplane.monitoring.Answer;
import dev.weft.controlplane.monitoring.Ask;
import dev.weft.controlplane.monitoring.Page;
import dev.weft.world.World;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/root`: how far the replacement of the mesh's own root is (GET), and its steps (POST
/// `/begin`, `/switch`, `/finish`). A step that some proxy or workload is not ready for is refused,
/// unless `?now=true`.
public final class RotationPage implements Page {
  private static final int NAMED = 5;

  private final MeshAuthority authority;
  private final Fleet fleet;
  private final Worlds worlds;
  private final InstantSource clock;
  private final Runnable changed;

  /// @param changed run after the mesh signs or believes differently
  public RotationPage(
      MeshAuthority authority, Fleet fleet, Worlds worlds, InstantSource clock, Runnable changed) {
    this.authority = authority;
    this.fleet = fleet;
    this.worlds = worlds;
    this.clock = clock;
    this.changed = changed;
  }

  @Override
  public synchronized Answer answer(Ask ask) throws IOException {
    Optional<OwnRoot> own = authority.own();
    if (own.isEmpty()) {
      return Answer.refused(
          409,
          "this control plane signs with an authority that was brought, not with a root of its own;"
              + " replace that one by writing its parts anew (root-cert.pem with both roots, then"
              + " the new key and chain, then root-cert.pem with the new root alone)");
    }
    if (ask.method().equals("GET")) {
      return state(own.get(), "");
    }
    if (!ask.method().equals("POST") || ask.path().size() != 1) {
      return Answer.refused(405, "GET it, or POST begin, switch or finish");
    }
    boolean now = ask.parameter("now").isPresent();
    return switch (ask.path().getFirst()) {
      case "begin" -> begin(own.get());
      case "switch" -> change(own.get(), now);
      case "finish" -> finish(own.get(), now);
      default -> Answer.refused(404, "there are the steps begin, switch and finish");
    };
  }

  private Answer begin(OwnRoot own) throws IOException {
    if (own.stage() != OwnRoot.Stage.SETTLED) {
      return wrong(own, "begin");
    }
    own.begin();
    return taken(own, "there is a second root, and proxies are told to believe both");
  }

  private Answer change(OwnRoot own, boolean now) throws IOException {
    if (own.stage() != OwnRoot.Stage.BEGUN) {
      return wrong(own, "switch");
    }
    List<String> behind = behind();
    if (!behind.isEmpty() && !now) {
      return Answer.refused(
          409,
          behind.size()
              + " of the connected proxies have not said yet that they believe both roots, and"
              + " would refuse certificates of the new one: "
              + String.join(", ", behind.subList(0, Math.min(NAMED, behind.size())))
              + (behind.size() > NAMED ? ", ..." : "")
              + "; try again in a moment, see weft proxy-status, or switch with --now");
    }
    own.change();
    return taken(own, "the new root signs; workloads show it as their certificates are renewed");
  }

  private Answer finish(OwnRoot own, boolean now) throws IOException {
    if (own.stage() != OwnRoot.Stage.SWITCHED) {
      return wrong(own, "finish");
    }
    if (!now && clock.instant().isBefore(own.until())) {
      return Answer.refused(
          409,
          "certificates of the old root may be in use until "
              + own.until()
              + ", and their holders would be refused; finish after that, or with --now when every"
              + " workload has been renewed or started again (weft proxy-config secret WORKLOAD)");
    }
    own.finish();
    return taken(own, "the old root is believed no more");
  }

  private static Answer wrong(OwnRoot own, String step) {
    String next =
        switch (own.stage()) {
          case SETTLED -> "there is one root; begin is the first step";
          case BEGUN -> "both roots are believed already; the next step is switch";
          case SWITCHED -> "the new root signs already; the next step is finish";
        };
    return Answer.refused(409, "it is not the time for " + step + ": " + next);
  }

  private Answer taken(OwnRoot own, String what) throws IOException {
    authority.reopen(own);
    changed.run();
    return state(own, what);
  }

  /// Connected proxies that have not taken over the newest clusters and listeners, which carry the
  /// roots.
  private List<String> behind() {
    World world = worlds.world();
    boolean told =
        world
                .configuration()
                .trust()
                .roots()
                .getOrDefault(authority.trustDomain().name(), List.of())
                .size()
            > 1;
    return told ? fleet.behind(world.version()) : List.of("this control plane itself");
  }

  private Answer state(OwnRoot own, String what) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("stage", own.stage().name().toLowerCase(Locale.ROOT));
    map.put("signs", authority.issuer());
    map.put(
        "roots",
        authority.bundle().of(authority.trustDomain()).stream()
            .map(root -> root.getSubjectX500Principal().getName())
            .toList());
    if (own.stage() == OwnRoot.Stage.SWITCHED) {
      Instant until = own.until();
      map.put("oldCertificatesUntil", until.toString());
    }
    if (!what.isEmpty()) {
      map.put("done", what);
    }
    return Answer.json(200, map);
  }
}
