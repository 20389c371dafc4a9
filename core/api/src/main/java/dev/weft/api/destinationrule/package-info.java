/// Records of the DestinationRule kind as written; merging and inheritance are decided elsewhere.
@NullMarked
package dev.weft.api.destinationrule;

import org.jspecify.annotations.NullMarked;
