package dev.weft.controlplane.authority;

import dev.weft.model.Checked;
import dev.weft.model.Identity;
import dev.weft.model.Problem;
import dev.weft.model.TrustDomain;
import dev.weft.rpc.caller.TokenVerifier;
import dev.weft.rpc.caller.WorkloadTokens;
import dev.weft.sources.kubernetes.ApiServer;
import dev.weft.sources.kubernetes.TokenReview;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Has tokens reviewed where they were given: at the API server of the cluster that the caller says
/// it is in. A token of the mesh's own making needs no cluster.
///
/// @param own verifies tokens of the mesh's own making
/// @param server the API server of a cluster that is read; of the config cluster for its id and for
///   callers that name none
/// @param domain of the identities that tokens prove
public record ClusterTokens(
    TokenVerifier own, Function<Optional<String>, Optional<ApiServer>> server, TrustDomain domain)
    implements TokenVerifier {
  @Override
  public Checked<Identity> verify(String token, Optional<String> cluster) {
    Checked<Identity> ours = own.verify(token, cluster);
    if (ours instanceof Checked.Valid<Identity> || token.length() > WorkloadTokens.LIMIT_CHARS) {
      return ours;
    }
    Optional<ApiServer> reviewer = server.apply(cluster);
    if (reviewer.isPresent()) {
      return TokenReview.of(reviewer.get(), token, WorkloadTokens.AUDIENCE)
          .then(
              account -> Checked.valid(new Identity(domain, account.namespace(), account.name())));
    }
    return cluster.isEmpty()
        ? ours
        : new Checked.Invalid<>(
            List.of(
                Problem.error(
                    Problem.Code.DANGLING_REFERENCE,
                    "clusterid",
                    ours.remarks().getFirst().cause()
                        + ", and cluster '"
                        + cluster.get()
                        + "' is not linked, so nobody can say whose token it is",
                    "link the cluster with a Secret labelled istio/multiCluster, or mend the"
                        + " caller's cluster id")));
  }
}
