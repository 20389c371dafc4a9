/// Reads what a proxy says about itself on its admin interface, Envoy's or Weft's alike, and lays
/// it out in the columns of `istioctl proxy-config`. Printing is done elsewhere.
@NullMarked
package dev.weft.cli.inspect;

import org.jspecify.annotations.NullMarked;
