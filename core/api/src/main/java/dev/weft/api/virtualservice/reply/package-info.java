/// What a VirtualService's route answers with itself: direct responses and redirects. What does not
/// live here: routes that forward.
@NullMarked
package dev.weft.api.virtualservice.reply;

import org.jspecify.annotations.NullMarked;
