package dev.weft.api.authorizationpolicy;

import dev.weft.api.schema.Expect;
import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Verified;
import java.util.List;

/// Who calls (Istio, "Source").
public record Source(
    List<String> principals,
    List<String> notPrincipals,
    List<String> requestPrincipals,
    List<String> notRequestPrincipals,
    List<String> namespaces,
    List<String> notNamespaces,
    List<String> serviceAccounts,
    List<String> notServiceAccounts,
    List<String> trustDomains,
    List<String> notTrustDomains,
    List<String> ipBlocks,
    List<String> notIpBlocks,
    List<String> remoteIpBlocks,
    List<String> notRemoteIpBlocks)
    implements Verified {
  public Source {
    principals = List.copyOf(principals);
    notPrincipals = List.copyOf(notPrincipals);
    requestPrincipals = List.copyOf(requestPrincipals);
    notRequestPrincipals = List.copyOf(notRequestPrincipals);
    namespaces = List.copyOf(namespaces);
    notNamespaces = List.copyOf(notNamespaces);
    serviceAccounts = List.copyOf(serviceAccounts);
    notServiceAccounts = List.copyOf(notServiceAccounts);
    trustDomains = List.copyOf(trustDomains);
    notTrustDomains = List.copyOf(notTrustDomains);
    ipBlocks = List.copyOf(ipBlocks);
    notIpBlocks = List.copyOf(notIpBlocks);
    remoteIpBlocks = List.copyOf(remoteIpBlocks);
    notRemoteIpBlocks = List.copyOf(notRemoteIpBlocks);
  }

  private static final Source ANYONE =
      new Source(
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  @Override
  public void verify(Findings findings) {
    boolean accounts = !serviceAccounts.isEmpty() || !notServiceAccounts.isEmpty();
    boolean others =
        !principals.isEmpty()
            || !notPrincipals.isEmpty()
            || !namespaces.isEmpty()
            || !notNamespaces.isEmpty();
    if (accounts && others) {
      findings.conflict(
          "'serviceAccounts' stands beside 'principals' or 'namespaces'", "keep one of them");
    }
    if (equals(ANYONE)) {
      findings.missing("the source is empty", "write a condition, or remove 'from'");
    }
    ranges(findings.at("ipBlocks"), ipBlocks);
    ranges(findings.at("notIpBlocks"), notIpBlocks);
    ranges(findings.at("remoteIpBlocks"), remoteIpBlocks);
    ranges(findings.at("notRemoteIpBlocks"), notRemoteIpBlocks);
    Conditions.filled(findings.at("principals"), principals);
    Conditions.filled(findings.at("requestPrincipals"), requestPrincipals);
    Conditions.filled(findings.at("namespaces"), namespaces);
    Conditions.filled(findings.at("serviceAccounts"), serviceAccounts);
    Conditions.filled(findings.at("notPrincipals"), notPrincipals);
    Conditions.filled(findings.at("notRequestPrincipals"), notRequestPrincipals);
    Conditions.filled(findings.at("notNamespaces"), notNamespaces);
    Conditions.filled(findings.at("notServiceAccounts"), notServiceAccounts);
  }

  private static void ranges(Findings findings, List<String> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      Expect.subnet(findings.at(i), blocks.get(i));
    }
  }
}
