package dev.weft.compiler.plan;

/// A secret sent to a gateway by the control plane, in PEM.
public sealed interface SecretPlan {
  String name();

  record KeyPair(String name, String certificateChain, String privateKey) implements SecretPlan {
    /// Never shows the key.
    @Override
    public String toString() {
      return "KeyPair[" + name + "]";
    }
  }

  record Authorities(String name, String certificates) implements SecretPlan {}
}
