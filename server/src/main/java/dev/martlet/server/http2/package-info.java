// SPDX-License-Identifier: Apache-2.0
/**
 * The protocol layer of HTTP/2 for both directions (RFC 9113, RFC 7541): frames, header
 * compression, windows, settings, errors. What a connection does with its streams is told by those
 * who listen and those who call.
 */
@NullMarked
package dev.martlet.server.http2;

import org.jspecify.annotations.NullMarked;
