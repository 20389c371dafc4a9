package dev.weft.controlplane.authority;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.Pem;
import dev.weft.pki.Renewal;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.Template;
import dev.weft.pki.TrustBundle;
import dev.weft.rpc.ca.Signer;
import dev.weft.rpc.caller.WorkloadTokens;
import dev.weft.rpc.transport.ClientTls;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The authority of one mesh. Its directory holds `key.pem` and `cert.pem` of the root and
/// `token-key.pem`, with which workload tokens are signed; all closed to others.
public final class MeshAuthority implements Signer {
  /// The root's certificate, for agents and clients that speak TLS to the control plane.
  public static final String ROOT_FILE = "cert.pem";

  private static final Duration SERVER_LIFE = Duration.ofHours(24);

  private volatile Held held;
  private volatile Optional<OwnRoot> root;
  private final WorkloadTokens tokens;
  private final IssuePolicy policy;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Names names;
  private ClientTls.Credential own;
  private Instant renewOwn;

  /// What is signed with, and whom the mesh believes.
  record Held(Authority authority, List<X509Certificate> roots) {
    Held {
      roots = List.copyOf(roots);
    }
  }

  /// What the control plane's own certificate is good for beside the usual names.
  public record Names(List<String> hosts, List<InetAddress> addresses) {
    /// Nothing else.
    public static final Names USUAL = new Names(List.of(), List.of());

    public Names {
      hosts = List.copyOf(hosts);
      addresses = List.copyOf(addresses);
    }
  }

  private MeshAuthority(
      Held held, Optional<OwnRoot> root, WorkloadTokens tokens, Names names, InstantSource clock) {
    this.held = held;
    this.root = root;
    this.names = names;
    this.tokens = tokens;
    this.policy = IssuePolicy.DEFAULT;
    this.clock = clock;
    this.own = credential();
    this.renewOwn = due(own);
  }

  /// Opens the authority of a directory; where there is none, makes it.
  ///
  /// @throws Refusal when what is there cannot be used
  public static MeshAuthority open(
      Path directory, TrustDomain domain, Names names, InstantSource clock) {
    try {
      PrivateFiles.directory(directory);
      OwnRoot root = OwnRoot.open(directory, domain, clock);
      Held held = usable(root.held(), directory);
      return new MeshAuthority(held, Optional.of(root), tokens(directory, domain), names, clock);
    } catch (IOException unreadable) {
      throw unusable(directory, unreadable);
    }
  }

  /// Uses an authority that the operator brought; the directory keeps the token key alone.
  ///
  /// @param origin where it came from, for messages
  /// @throws Refusal when it cannot be used
  public static MeshAuthority plugged(
      PluggedAuthority brought,
      String origin,
      Path directory,
      TrustDomain domain,
      Names names,
      InstantSource clock) {
    try {
      PrivateFiles.directory(directory);
      Held held = usable(held(brought, domain), Path.of(origin));
      return new MeshAuthority(held, Optional.empty(), tokens(directory, domain), names, clock);
    } catch (IOException unreadable) {
      throw unusable(directory, unreadable);
    }
  }

  private static Checked<Held> held(PluggedAuthority brought, TrustDomain domain) {
    return brought
        .authority(domain)
        .then(authority ->
            brought.believed().then(roots -> Checked.valid(new Held(authority, roots))));
  }

  /// Signs from now on with another authority of the same trust domain, or believes other roots.
  /// What cannot be used leaves everything as it was.
  ///
  /// @return whether anything is different
  Checked<Boolean> take(PluggedAuthority brought) {
    return held(brought, trustDomain())
        .then(next -> {
          root = Optional.empty();
          return Checked.valid(replace(next));
        });
  }

  /// The root that the control plane made itself; empty when it signs with another authority.
  Optional<OwnRoot> own() {
    return root;
  }

  /// Signs and believes as the files of its own root say now.
  ///
  /// @throws IOException when they cannot be read
  void reopen(OwnRoot own) throws IOException {
    replace(usable(own.held(), Path.of(ROOT_FILE)));
  }

  private synchronized boolean replace(Held next) {
    Held before = held;
    boolean same =
        before.roots().equals(next.roots())
            && before.authority().chain().equals(next.authority().chain());
    if (!same) {
      held = next;
      own = credential();
      renewOwn = due(own);
    }
    return !same;
  }

  private static WorkloadTokens tokens(Path directory, TrustDomain domain) throws IOException {
    Path tokenFile = directory.resolve("token-key.pem");
    if (Files.notExists(tokenFile)) {
      PrivateFiles.keep(tokenFile, SigningKey.make(Algorithm.ECDSA_P256, new SecureRandom()).pem());
    }
    return new WorkloadTokens(usable(SigningKey.parse(secret(tokenFile)), directory), domain);
  }

  private static Refusal unusable(Path directory, IOException why) {
    return Refusal.because(
        Exit.FAILED,
        "the authority's directory " + directory + " cannot be used: " + why.getMessage());
  }

  static String secret(Path file) throws IOException {
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    if (!mode.endsWith("------")) {
      throw Refusal.because(
          Exit.FAILED,
          file + " can be read by others (" + mode + "); close it with chmod 600 " + file);
    }
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  private static <T> T usable(Checked<T> checked, Path directory) {
    return switch (checked) {
      case Checked.Valid<T> good -> good.value();
      case Checked.Invalid<T> bad ->
          throw Refusal.of("the authority in " + directory + " cannot be used", bad.problems());
    };
  }

  @Override
  public Checked<List<X509Certificate>> sign(Identity caller, String csr, Duration asked) {
    return SigningRequest.parse(csr)
        .then(request -> {
          Instant now = clock.instant();
          Template template = policy.template(request, caller, asked, now);
          return noted(Duration.between(now, template.notAfter()))
              .then(noted -> Checked.valid(held.authority().sign(template, random)));
        });
  }

  private Checked<Boolean> noted(Duration life) {
    return root.map(own -> own.signs(life)).orElse(Checked.valid(false));
  }

  /// The tokens of this mesh.
  public WorkloadTokens tokens() {
    return tokens;
  }

  /// Whom the mesh believes.
  public TrustBundle bundle() {
    Held now = held;
    TrustDomain domain = now.authority().trustDomain();
    return TrustBundle.of(domain, now.roots()).and(now.authority().bundle());
  }

  /// The mesh's roots, as agents are given them.
  public String rootsPem() {
    return Pem.text(held.roots());
  }

  /// Whose identities it signs.
  public TrustDomain trustDomain() {
    return held.authority().trustDomain();
  }

  /// The name of the certificate that it signs with.
  String issuer() {
    return held.authority().chain().getFirst().getSubjectX500Principal().getName();
  }

  /// Its own root.
  public X509Certificate root() {
    return held.authority().root();
  }

  /// What the control plane shows as a server; renewed by itself at half of its life.
  public synchronized ClientTls.Credential server() {
    if (!clock.instant().isBefore(renewOwn)) {
      own = credential();
      renewOwn = due(own);
    }
    return own;
  }

  private static Instant due(ClientTls.Credential credential) {
    X509Certificate leaf = credential.chain().getFirst();
    return Renewal.due(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant(), 0);
  }

  private List<String> hosts() {
    Set<String> all =
        new LinkedHashSet<>(
            List.of(
                "istiod.istio-system.svc",
                "istiod.istio-system.svc.cluster.local",
                "istiod",
                "localhost"));
    all.addAll(names.hosts());
    return List.copyOf(all);
  }

  private List<InetAddress> addresses() {
    Set<InetAddress> all = new LinkedHashSet<>(List.of(InetAddress.getLoopbackAddress()));
    all.addAll(names.addresses());
    return List.copyOf(all);
  }

  private ClientTls.Credential credential() {
    SigningKey key = SigningKey.make(Algorithm.ECDSA_P256, random);
    Instant now = clock.instant();
    Authority authority = held.authority();
    Identity self = new Identity(authority.trustDomain(), "istio-system", "istiod");
    Template template =
        Template.svid(key.publicKey(), self, now.minus(policy.backdated()), now.plus(SERVER_LIFE))
            .alsoFor(hosts(), addresses());
    return new ClientTls.Credential(key.privateKey(), authority.sign(template, random));
  }
}
