/// Commands about the clusters that a control plane reads.
@NullMarked
package dev.weft.cli.link;

import org.jspecify.annotations.NullMarked;
