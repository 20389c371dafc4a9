/// Traffic that is intercepted by the kernel, in network namespaces of the tests' own.
///
/// What does not live here: anything about what a control plane sends.
@NullMarked
package dev.weft.interop.interception;

import org.jspecify.annotations.NullMarked;
