package dev.weft.compiler.emission;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import dev.weft.model.StringMatch;
import dev.weft.xds.XdsResource;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import java.time.Duration;

/// Small values as Envoy spells them.
final class Spelling {
  private static final int MILLIONTHS_OF_A_PERCENT = 10_000;

  private Spelling() {}

  /// Everything of this source comes over the stream that brought the resource; a proxy waits for
  /// it without limit, as for the stream itself.
  static ConfigSource sameStream() {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setInitialFetchTimeout(com.google.protobuf.Duration.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .build();
  }

  static Any pack(Message message) {
    return Any.newBuilder()
        .setTypeUrl("type.googleapis.com/" + message.getDescriptorForType().getFullName())
        .setValue(XdsResource.encode(message))
        .build();
  }

  static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static UInt32Value number(int value) {
    return UInt32Value.of(value);
  }

  /// A block such as `10.0.0.0/8`; an address alone is a block of one.
  static CidrRange range(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int whole = address.indexOf(':') >= 0 ? 128 : 32;
    return CidrRange.newBuilder()
        .setAddressPrefix(address)
        .setPrefixLen(number(slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1))))
        .build();
  }

  static Address address(dev.weft.model.Address address) {
    return switch (address) {
      case dev.weft.model.Address.Ip ip ->
          Address.newBuilder()
              .setSocketAddress(
                  SocketAddress.newBuilder().setAddress(ip.host()).setPortValue(ip.port()))
              .build();
      case dev.weft.model.Address.Pipe pipe ->
          Address.newBuilder().setPipe(Pipe.newBuilder().setPath(pipe.path())).build();
    };
  }

  static FractionalPercent percent(double percent) {
    return FractionalPercent.newBuilder()
        .setNumerator((int) Math.round(percent * MILLIONTHS_OF_A_PERCENT))
        .setDenominator(FractionalPercent.DenominatorType.MILLION)
        .build();
  }

  static RegexMatcher regex(String regex) {
    return RegexMatcher.newBuilder().setRegex(regex).build();
  }

  /// Presence is spelled as an expression that anything matches: Envoy refuses an empty prefix.
  static StringMatcher match(StringMatch match) {
    return switch (match) {
      case StringMatch.Exact exact -> StringMatcher.newBuilder().setExact(exact.value()).build();
      case StringMatch.Prefix prefix ->
          prefix.value().isEmpty()
              ? anything()
              : StringMatcher.newBuilder().setPrefix(prefix.value()).build();
      case StringMatch.Regex regex ->
          StringMatcher.newBuilder().setSafeRegex(regex(regex.value())).build();
      case StringMatch.Present present -> anything();
    };
  }

  private static StringMatcher anything() {
    return StringMatcher.newBuilder().setSafeRegex(regex(".*")).build();
  }
}
