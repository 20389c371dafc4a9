/// Runs the programs of the system, such as `ip` and `iptables-restore`, and tells what went wrong.
@NullMarked
package dev.weft.linux.command;

import org.jspecify.annotations.NullMarked;
