/// What tests of several modules share: a mesh from YAML in one line, and meshes of any size.
///
/// Nothing here decides anything; it only builds worlds and asks the code under test.
@NullMarked
package dev.weft.testkit;

import org.jspecify.annotations.NullMarked;
