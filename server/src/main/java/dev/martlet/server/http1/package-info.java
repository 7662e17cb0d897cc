// SPDX-License-Identifier: Apache-2.0
/** The HTTP/1.1 and HTTP/1.0 codec (RFC 9112), the same one towards clients and towards upstreams. */
@NullMarked
package dev.martlet.server.http1;

import org.jspecify.annotations.NullMarked;
