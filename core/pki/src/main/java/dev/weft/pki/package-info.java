/// Keys, certificate requests, identity documents, trust bundles and renewal times, as values.
///
/// What lives here: making and parsing of X.509 material, the policy of what may be signed, and the
/// verification of chains. What does not: files, sockets, clocks, and where a private key is kept;
/// the present time and the source of randomness are arguments.
@NullMarked
package dev.weft.pki;

import org.jspecify.annotations.NullMarked;
