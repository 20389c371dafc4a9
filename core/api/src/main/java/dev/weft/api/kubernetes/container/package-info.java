/// Containers of a pod: their ports and variables. What does not live here: the pod.
@NullMarked
package dev.weft.api.kubernetes.container;

import org.jspecify.annotations.NullMarked;
