/// Puts rules into the kernel: `iptables-restore` and its like, and the table of connections.
@NullMarked
package dev.weft.linux.tables;

import org.jspecify.annotations.NullMarked;
