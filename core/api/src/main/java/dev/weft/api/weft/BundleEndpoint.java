package dev.weft.api.weft;

import dev.weft.api.schema.Findings;
import dev.weft.api.schema.Required;
import dev.weft.api.schema.Verified;
import java.net.URI;
import java.net.URISyntaxException;

/// Where a trust domain publishes its bundle (SPIFFE Federation, section 5).
///
/// @param endpointSpiffeId whom the server must prove to be under `https_spiffe`; empty for anybody
///   of the bundle's own trust domain
public record BundleEndpoint(@Required String url, Profile profile, String endpointSpiffeId)
    implements Verified {

  /// How the endpoint proves what it is, in the words of the specification; the first is the
  /// default.
  public enum Profile {
    /// By a certificate that the system's authorities vouch for.
    https_web,
    /// By an identity document of the trust domain that the bundle is of.
    https_spiffe
  }

  /// Says what is wrong with the address of an endpoint.
  public static void verifyUrl(Findings findings, String url) {
    try {
      URI place = new URI(url);
      if (!"https".equals(place.getScheme())
          || place.getHost() == null
          || place.getUserInfo() != null) {
        findings.invalid(
            "'" + url + "' is no HTTPS address", "write it as in 'https://host/bundle'");
      }
    } catch (URISyntaxException malformed) {
      findings.invalid(
          "'" + url + "' is no URL: " + malformed.getReason(), "write an HTTPS address");
    }
  }

  @Override
  public void verify(Findings findings) {
    if (!url.isEmpty()) {
      verifyUrl(findings.at("url"), url);
    }
    if (!endpointSpiffeId.isEmpty()) {
      if (!endpointSpiffeId.startsWith("spiffe://")) {
        findings
            .at("endpointSpiffeId")
            .invalid("'" + endpointSpiffeId + "' is no SPIFFE id", "begin it with 'spiffe://'");
      }
      if (profile == Profile.https_web) {
        findings
            .at("endpointSpiffeId")
            .conflict(
                "under https_web the endpoint proves its host name, not a SPIFFE id",
                "use https_spiffe");
      }
    }
  }
}
