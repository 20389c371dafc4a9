/// Commands that ask a running mesh where requests go: explain, curl, proxy-config, proxy-status.
/// Reading what proxies answer is `dev.weft.cli.inspect`'s part.
@NullMarked
package dev.weft.cli.ask;

import org.jspecify.annotations.NullMarked;
