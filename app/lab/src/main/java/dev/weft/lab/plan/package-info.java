/// What a lab becomes on the machine, as values: which namespaces, links and routes there are,
/// which pod runs where with which address, which resources stand for it. Nothing is made here.
@NullMarked
package dev.weft.lab.plan;

import org.jspecify.annotations.NullMarked;
