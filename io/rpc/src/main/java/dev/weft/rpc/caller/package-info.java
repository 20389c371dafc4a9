/// Who is calling: by client certificate or by a token that the mesh itself signed.
@NullMarked
package dev.weft.rpc.caller;

import org.jspecify.annotations.NullMarked;
