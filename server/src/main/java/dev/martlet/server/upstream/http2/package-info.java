// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP/2 towards endpoints (RFC 9113, RFC 7541). The engine is our own: the client of Helidon
 * answers only once the request body has ended, which rules out early replies and full duplex, and
 * it loses trailers.
 */
@NullMarked
package dev.martlet.server.upstream.http2;

import org.jspecify.annotations.NullMarked;
