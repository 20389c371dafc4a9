package dev.weft.agent.certificate;

import dev.weft.agent.settings.Planes;
import dev.weft.model.Checked;
import dev.weft.model.Problem;
import dev.weft.pki.Pem;
import dev.weft.rpc.transport.ClientTls;
import dev.weft.rpc.transport.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// How to reach the control plane and its authority. The roots' file is read each time, because
/// roots change.
public final class PlaneTarget {
  /// The name that every control plane's certificate has; a workload's certificate, although from
  /// the same root, has not.
  private static final String WELL_KNOWN = "istiod.istio-system.svc";

  private PlaneTarget() {}

  /// Where an address leads, and how to speak TLS there.
  ///
  /// @param address `host:port` or `unix:PATH`
  /// @param flag what to mend when it is none of them
  public static Checked<Target> of(Planes planes, String address, String flag) {
    Checked<Optional<ClientTls>> tls =
        planes.rootFile().isEmpty()
            ? Checked.valid(Optional.empty())
            : read(planes.rootFile().get(), "root certificate")
                .then(Pem::certificates)
                .then(roots -> Checked.valid(Optional.of(tls(roots, address))));
    return tls.then(with ->
        Target.parse(address, with)
            .map(Checked::valid)
            .orElseGet(() ->
                new Checked.Invalid<>(
                    List.of(
                        Problem.error(
                            Problem.Code.INVALID_VALUE,
                            "",
                            "'" + address + "' is no address",
                            "write " + flag + " HOST:PORT")))));
  }

  private static ClientTls tls(List<X509Certificate> roots, String address) {
    int colon = address.lastIndexOf(':');
    String host =
        (colon < 0 ? address : address.substring(0, colon)).replace("[", "").replace("]", "");
    boolean name = host.chars().anyMatch(c -> c != '.' && (c < '0' || c > '9') && c != ':');
    return new ClientTls(
        name && host.indexOf(':') < 0 ? host : WELL_KNOWN,
        roots,
        List.of(host, WELL_KNOWN),
        Optional.empty());
  }

  /// The text of a file that somebody else puts there.
  public static Checked<String> read(Path file, String what) {
    try {
      return Checked.valid(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return new Checked.Invalid<>(
          List.of(
              Problem.error(
                  Problem.Code.UNAVAILABLE,
                  "",
                  "the " + what + " file " + file + " cannot be read",
                  "see that it exists and is readable")));
    }
  }
}
