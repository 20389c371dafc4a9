/// Records of the WorkloadEntry and WorkloadGroup kinds as written; endpoints are derived
/// elsewhere.
@NullMarked
package dev.weft.api.workloadentry;

import org.jspecify.annotations.NullMarked;
