/// The agent's HTTP port: readiness, the metrics of application, proxy and agent in one page, and
/// the commands that end a pod gently.
@NullMarked
package dev.weft.agent.status;

import org.jspecify.annotations.NullMarked;
