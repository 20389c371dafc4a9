/// Makes a lab's namespaces, links and routes on the machine, and finds what is left of one. What
/// is to be made is decided elsewhere.
@NullMarked
package dev.weft.lab.machine;

import org.jspecify.annotations.NullMarked;
