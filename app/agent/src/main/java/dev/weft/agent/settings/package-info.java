/// What an agent is told: flags first, then the environment variables that Istio's agent reads,
/// then what is usual.
@NullMarked
package dev.weft.agent.settings;

import org.jspecify.annotations.NullMarked;
