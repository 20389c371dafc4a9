package dev.weft.sources.kubernetes;

import dev.weft.api.yaml.Document;
import dev.weft.api.yaml.Node;
import dev.weft.api.yaml.Places;
import dev.weft.api.yaml.Yaml;
import dev.weft.model.Checked;
import dev.weft.model.Position;
import dev.weft.model.Problem;
import dev.weft.pki.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads the current context of a kubeconfig.
///
/// A kubeconfig that came from a cluster is not trusted with this machine: it may neither run a
/// program nor name a file here. One that the operator named may name files.
public final class KubeconfigReader {
  private final Position place;
  private final Optional<Path> directory;
  private final List<Problem> problems = new ArrayList<>();

  private KubeconfigReader(Position place, Optional<Path> directory) {
    this.place = place;
    this.directory = directory;
  }

  /// Reads a file that the operator named; its own file names start at its directory.
  public static Checked<Kubeconfig> read(Path file) {
    Position place = new Position(file.toString(), 1, 1);
    try {
      Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
      return new KubeconfigReader(place, Optional.of(directory)).parse(Files.readString(file));
    } catch (IOException unreadable) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                      Problem.Code.UNAVAILABLE,
                      "",
                      "the kubeconfig cannot be read: " + unreadable.getMessage(),
                      "name a file that this process can read")
                  .at(new Position(file.toString(), 0, 0))));
    }
  }

  /// Reads a text that came from elsewhere: everything must be in it.
  ///
  /// @param place names the text in problems
  public static Checked<Kubeconfig> parse(String place, String text) {
    return new KubeconfigReader(new Position(place, 1, 1), Optional.empty()).parse(text);
  }

  private Checked<Kubeconfig> parse(String text) {
    List<Document> documents = Yaml.read(place, text);
    if (documents.size() != 1) {
      problem(place, "", "it holds " + documents.size() + " documents", "give one kubeconfig");
      return new Checked.Invalid<>(problems);
    }
    return switch (documents.getFirst()) {
      case Document.Broken broken -> new Checked.Invalid<>(List.of(broken.problem()));
      case Document.Read read -> context(read.root());
    };
  }

  private Checked<Kubeconfig> context(Node root) {
    String current = text(root, "current-context");
    Optional<Node> context = entry(root, "contexts", "context", current);
    Optional<Node> cluster =
        context.flatMap(at -> entry(root, "clusters", "cluster", text(at, "cluster")));
    Optional<Node> user = context.flatMap(at -> entry(root, "users", "user", text(at, "user")));
    if (cluster.isEmpty() || user.isEmpty()) {
      return new Checked.Invalid<>(problems);
    }
    refuse(cluster.get(), "insecure-skip-tls-verify", "a server that is not verified is nobody");
    refuse(cluster.get(), "tls-server-name", "the server is verified by the name in 'server'");
    refuse(cluster.get(), "proxy-url", "proxies are not used");
    refuse(user.get(), "exec", "no program is run for a credential");
    refuse(user.get(), "auth-provider", "no program is run for a credential");
    refuse(user.get(), "username", "Kubernetes has no passwords");
    refuse(user.get(), "as", "no impersonation");
    Optional<URI> server = server(cluster.get());
    List<X509Certificate> roots =
        material(cluster.get(), "certificate-authority")
            .map(pem -> certificates(cluster.get(), "certificate-authority", pem))
            .orElse(List.of());
    Kubeconfig.Credential credential = credential(user.get());
    return server.isEmpty() || !problems.isEmpty()
        ? new Checked.Invalid<>(problems)
        : Checked.valid(new Kubeconfig(server.get(), roots, credential));
  }

  private Optional<URI> server(Node cluster) {
    String text = text(cluster, "server");
    try {
      URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean here =
          uri.getHost() != null && uri.getHost().matches("localhost|127\\.[0-9.]+|\\[::1]");
      boolean good =
          uri.getHost() != null
              && ("https".equals(uri.getScheme()) || here && "http".equals(uri.getScheme()));
      if (good) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException malformed) {
      problem(
          Places.of(cluster, "server"), "server", malformed.getMessage() + "", "write https://...");
      return Optional.empty();
    }
    problem(
        Places.of(cluster, "server"),
        "server",
        "'" + text + "' is not the https address of an API server",
        "write https://HOST:PORT");
    return Optional.empty();
  }

  private Kubeconfig.Credential credential(Node user) {
    String token = text(user, "token");
    if (!token.isEmpty()) {
      return new Kubeconfig.Credential.Token(() -> token);
    }
    if (!text(user, "tokenFile").isEmpty()) {
      return file(user, "tokenFile")
          .<Kubeconfig.Credential>map(
              path -> new Kubeconfig.Credential.Token(() -> content(path).strip()))
          .orElseGet(Kubeconfig.Credential.Anonymous::new);
    }
    Optional<String> chain = material(user, "client-certificate");
    Optional<String> key = material(user, "client-key");
    if (chain.isEmpty() || key.isEmpty()) {
      return new Kubeconfig.Credential.Anonymous();
    }
    List<X509Certificate> certificates = certificates(user, "client-certificate", chain.get());
    return switch (Pem.privateKey(key.get())) {
      case Checked.Valid<PrivateKey> valid when !certificates.isEmpty() ->
          new Kubeconfig.Credential.Certificate(valid.value(), certificates);
      case Checked.Valid<PrivateKey> _ -> new Kubeconfig.Credential.Anonymous();
      case Checked.Invalid<PrivateKey> invalid -> {
        invalid.problems().forEach(found -> problems.add(found.at(user.position())));
        yield new Kubeconfig.Credential.Anonymous();
      }
    };
  }

  private List<X509Certificate> certificates(Node at, String field, String pem) {
    return switch (Pem.certificates(pem)) {
      case Checked.Valid<List<X509Certificate>> valid -> valid.value();
      case Checked.Invalid<List<X509Certificate>> invalid -> {
        invalid.problems().forEach(found -> problems.add(found.at(Places.of(at, field + "-data"))));
        yield List.of();
      }
    };
  }

  /// What `FIELD-data` holds, else what the file named by `FIELD` does.
  private Optional<String> material(Node at, String field) {
    String data = text(at, field + "-data");
    if (!data.isEmpty()) {
      try {
        return Optional.of(
            new String(
                Base64.getDecoder().decode(data.replaceAll("\\s", "")), StandardCharsets.UTF_8));
      } catch (IllegalArgumentException malformed) {
        problem(
            Places.of(at, field + "-data"),
            field + "-data",
            "it is not base64: " + malformed.getMessage(),
            "encode the PEM text with base64");
        return Optional.empty();
      }
    }
    return file(at, field).map(KubeconfigReader::content);
  }

  private Optional<Path> file(Node at, String field) {
    String name = text(at, field);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (directory.isEmpty()) {
      problem(
          Places.of(at, field),
          field,
          "it names the file '" + name + "', which is not believed in a kubeconfig from elsewhere",
          "put the content in, as '" + field + "-data' or 'token'");
      return Optional.empty();
    }
    Path path = directory.get().resolve(name);
    if (!Files.isReadable(path)) {
      problem(Places.of(at, field), field, "there is no readable file " + path, "name another");
      return Optional.empty();
    }
    return Optional.of(path);
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file + " cannot be read", unreadable);
    }
  }

  private void refuse(Node at, String field, String why) {
    Optional<Node> found = Places.find(at, field);
    if (found.isPresent() && !text(at, field).equals("false")) {
      problem(
          Places.of(at, field),
          field,
          "'" + field + "' is not accepted: " + why,
          "use 'server' with https, 'certificate-authority-data' and 'token'");
    }
  }

  /// The entry of that name in a list of named entries.
  private Optional<Node> entry(Node root, String list, String content, String name) {
    if (Places.find(root, list).orElse(null) instanceof Node.Sequence sequence) {
      for (Node each : sequence.items()) {
        if (text(each, "name").equals(name) && !name.isEmpty()) {
          Optional<Node> found = Places.find(each, content);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    problem(
        Places.of(root, list),
        list,
        "there is no '" + content + "' called '" + name + "'",
        "name it in '" + (content.equals("context") ? "current-context" : "contexts") + "'");
    return Optional.empty();
  }

  private static String text(Node node, String field) {
    return Places.find(node, field).orElse(null) instanceof Node.Scalar scalar && !scalar.isNull()
        ? scalar.text()
        : "";
  }

  private void problem(Position at, String path, String cause, String remedy) {
    problems.add(Problem.error(Problem.Code.INVALID_VALUE, path, cause, remedy).at(at));
  }
}
