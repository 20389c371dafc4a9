/// HTTP/1 and HTTP/2 on the wire, both spoken as Netty's `HttpObject`s, so that one exchange joins
/// any pair of them.
///
/// What does not live here: routing, pools, or any decision about a message that is well formed.
@NullMarked
package dev.weft.net.codec;

import org.jspecify.annotations.NullMarked;
