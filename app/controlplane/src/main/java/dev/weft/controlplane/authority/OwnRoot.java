package dev.weft.controlplane.authority;

import dev.weft.host.file.PrivateFiles;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import dev.weft.pki.IssuePolicy;
import dev.weft.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/// The root that a control plane made itself, and how it is replaced by another in steps.
///
/// What is on disk at any moment is one of three stages, also after a crash: each step changes it
/// by one rename or removal, and the one step that needs two is completed by the next start.
public final class OwnRoot {
  /// How far a replacement is.
  public enum Stage {
    /// One root, which signs and is believed.
    SETTLED,
    /// A second one is believed and does not sign yet.
    BEGUN,
    /// The second one signs, and the first is believed still.
    SWITCHED
  }

  private static final String KEY = "key.pem";
  private static final String CERTIFICATE = MeshAuthority.ROOT_FILE;
  private static final String NEXT_KEY = "next-key.pem";
  private static final String NEXT_CERTIFICATE = "next-cert.pem";
  private static final String PREVIOUS = "previous-cert.pem";

  /// When the last certificate of the previous root expires.
  private static final String UNTIL = "previous-until";

  /// The longest life that a certificate was given, when it is longer than the usual one.
  private static final String LIFE = "longest-life";

  /// For certificates that are being signed at that moment.
  private static final Duration UNDER_WAY = Duration.ofMinutes(1);

  private final Path directory;
  private final TrustDomain domain;
  private final InstantSource clock;
  private Duration longest;

  private OwnRoot(Path directory, TrustDomain domain, InstantSource clock, Duration longest) {
    this.directory = directory;
    this.domain = domain;
    this.clock = clock;
    this.longest = longest;
  }

  /// Opens what is there, or makes a root.
  ///
  /// @throws IOException when a file cannot be read or written
  static OwnRoot open(Path directory, TrustDomain domain, InstantSource clock) throws IOException {
    Path life = directory.resolve(LIFE);
    Duration longest = IssuePolicy.DEFAULT.usual();
    if (Files.exists(life)) {
      try {
        longest = Duration.parse(Files.readString(life).strip());
      } catch (DateTimeParseException damaged) {
        throw new IOException(life + " holds no duration: " + damaged.getMessage(), damaged);
      }
    }
    OwnRoot own = new OwnRoot(directory, domain, clock, longest);
    if (own.lacks(KEY) && own.lacks(CERTIFICATE)) {
      own.make(KEY, CERTIFICATE);
    }
    if (own.lacks(NEXT_KEY) && !own.lacks(NEXT_CERTIFICATE)) {
      own.rename(NEXT_CERTIFICATE, CERTIFICATE);
    }
    return own;
  }

  private boolean lacks(String file) {
    return Files.notExists(directory.resolve(file));
  }

  /// The key first: a certificate without its key would be taken for a step half done.
  private void make(String key, String certificate) throws IOException {
    Authority fresh =
        Authority.selfSigned(domain, Algorithm.ECDSA_P256, clock.instant(), new SecureRandom());
    PrivateFiles.keep(directory.resolve(key), fresh.keyPem());
    PrivateFiles.keep(directory.resolve(certificate), fresh.chainPem());
  }

  private void rename(String from, String to) throws IOException {
    Files.move(
        directory.resolve(from),
        directory.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// How far it is.
  public synchronized Stage stage() {
    if (!lacks(NEXT_CERTIFICATE)) {
      return Stage.BEGUN;
    }
    return lacks(PREVIOUS) ? Stage.SETTLED : Stage.SWITCHED;
  }

  /// What signs and who is believed, as the files say.
  synchronized Checked<MeshAuthority.Held> held() throws IOException {
    String key = MeshAuthority.secret(directory.resolve(KEY));
    Checked<Authority> signing =
        Authority.parse(domain, key, Files.readString(directory.resolve(CERTIFICATE)));
    String second =
        switch (stage()) {
          case SETTLED -> "";
          case BEGUN -> Files.readString(directory.resolve(NEXT_CERTIFICATE));
          case SWITCHED -> Files.readString(directory.resolve(PREVIOUS));
        };
    return signing.then(authority -> {
      List<X509Certificate> roots = new ArrayList<>(List.of(authority.root()));
      Checked<List<X509Certificate>> more =
          second.isEmpty() ? Checked.valid(List.of()) : Pem.certificates(second);
      return more.then(others -> {
        roots.addAll(others);
        return Checked.valid(new MeshAuthority.Held(authority, roots));
      });
    });
  }

  /// Notes how long a certificate lives that is about to be signed.
  synchronized Checked<Boolean> signs(Duration life) {
    if (life.compareTo(longest) <= 0) {
      return Checked.valid(false);
    }
    try {
      PrivateFiles.keep(directory.resolve(LIFE), life + "\n");
      longest = life;
      return Checked.valid(true);
    } catch (IOException unwritable) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                  Problem.Code.UNAVAILABLE,
                  "",
                  "cannot note in " + directory + " how long a certificate lives: " + unwritable,
                  "make room there, and see that the control plane may write")));
    }
  }

  /// Makes a second root.
  synchronized void begin() throws IOException {
    make(NEXT_KEY, NEXT_CERTIFICATE);
  }

  /// Has the second root sign. The moment is noted first, then key and certificate take their
  /// places; a start in between completes it.
  synchronized void change() throws IOException {
    Instant until = clock.instant().plus(longest).plus(UNDER_WAY);
    PrivateFiles.keep(directory.resolve(UNTIL), until + "\n");
    PrivateFiles.keep(
        directory.resolve(PREVIOUS), Files.readString(directory.resolve(CERTIFICATE)));
    rename(NEXT_KEY, KEY);
    rename(NEXT_CERTIFICATE, CERTIFICATE);
  }

  /// Believes the first root no more.
  synchronized void finish() throws IOException {
    Files.deleteIfExists(directory.resolve(PREVIOUS));
    Files.deleteIfExists(directory.resolve(UNTIL));
  }

  /// When no certificate of the first root is valid any more; before, somebody may still show one.
  ///
  /// @throws IOException when that was not noted
  synchronized Instant until() throws IOException {
    String text = Files.readString(directory.resolve(UNTIL)).strip();
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException damaged) {
      throw new IOException(directory.resolve(UNTIL) + " holds no time: " + text, damaged);
    }
  }
}
