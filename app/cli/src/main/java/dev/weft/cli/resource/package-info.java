/// Commands about resources: apply, get, delete, analyze. What a resource may say is decided in
/// `dev.weft.api` and `dev.weft.world`, not here.
@NullMarked
package dev.weft.cli.resource;

import org.jspecify.annotations.NullMarked;
