/// The language of faults: which words there are, and what may follow which. What a word does to a
/// running lab is in `live`.
@NullMarked
package dev.weft.lab.fault;

import org.jspecify.annotations.NullMarked;
