/// Whole pods in network namespaces: agent, capture, proxy and an unmodified application.
@NullMarked
package dev.weft.interop.pod;

import org.jspecify.annotations.NullMarked;
