/// Compiled matchers of strings, headers, addresses and domains: the vocabulary that routes, filter
/// chains, policies and certificates share.
///
/// What lives here answers yes or no about one value. What does not: precedence between rules.
@NullMarked
package dev.weft.graph.match;

import org.jspecify.annotations.NullMarked;
