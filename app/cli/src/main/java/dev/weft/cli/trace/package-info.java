/// The way of one request: imagined from the resources of a directory, or observed in the access
/// logs of live proxies, as the same record. Deciding where requests go is not done here.
@NullMarked
package dev.weft.cli.trace;

import org.jspecify.annotations.NullMarked;
