package dev.weft.lab.live;

import dev.weft.host.Exit;
import dev.weft.host.Refusal;
import dev.weft.host.file.PrivateFiles;
import dev.weft.lab.plan.Layout;
import dev.weft.lab.plan.Pod;
import dev.weft.lab.topology.ControlPlane;
import dev.weft.lab.topology.Mesh;
import dev.weft.model.TrustDomain;
import dev.weft.pki.Algorithm;
import dev.weft.pki.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// The certificate authorities of a lab's meshes: one root a mesh, and one for each control plane
/// that wants its own. Written as Istio's plugged-in authorities are.
final class Roots {
  private final LabHome home;
  private final Layout layout;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Authority> made = new LinkedHashMap<>();

  Roots(LabHome home, Layout layout, InstantSource clock) {
    this.home = home;
    this.layout = layout;
    this.clock = clock;
  }

  /// The folder with the authority of a control plane. Control planes and pods start at the same
  /// time, and ask for the same.
  synchronized Path folder(ControlPlane plane, Pod pod) {
    String name = name(plane, pod);
    Path folder = home.root(name);
    Authority authority = authority(name, mesh(plane));
    try {
      PrivateFiles.directory(folder);
      PrivateFiles.write(folder.resolve("ca-key.pem"), authority.keyPem());
      for (String file : new String[] {"ca-cert.pem", "cert-chain.pem", "root-cert.pem"}) {
        PrivateFiles.write(folder.resolve(file), authority.chainPem());
      }
    } catch (IOException unwritable) {
      throw Refusal.because(Exit.FAILED, "cannot write " + folder + ": " + unwritable.getMessage());
    }
    return folder;
  }

  /// The root that a control plane's workloads trust, as PEM.
  String pem(ControlPlane plane, Pod pod) {
    try {
      return Files.readString(folder(plane, pod).resolve("root-cert.pem"));
    } catch (IOException unreadable) {
      throw Refusal.because(Exit.FAILED, "cannot read a root: " + unreadable.getMessage());
    }
  }

  /// The root of a mesh, as PEM.
  String pem(Mesh mesh) {
    return authority(mesh.name(), mesh).chainPem();
  }

  private Mesh mesh(ControlPlane plane) {
    return layout.names().meshOf(plane);
  }

  private String name(ControlPlane plane, Pod pod) {
    return plane.authority() == ControlPlane.Authority.OWN_ROOT
        ? pod.id().replace('/', '-')
        : mesh(plane).name();
  }

  private synchronized Authority authority(String name, Mesh mesh) {
    return made.computeIfAbsent(
        name,
        absent ->
            Authority.selfSigned(
                new TrustDomain(mesh.trustDomain()),
                Algorithm.ECDSA_P256,
                clock.instant(),
                random));
  }
}
