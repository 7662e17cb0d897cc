// SPDX-License-Identifier: Apache-2.0
/** HTTP/2 (RFC 9113) towards clients: frames, header compression, streams, flow control. */
@NullMarked
package dev.martlet.server.http2;

import org.jspecify.annotations.NullMarked;
