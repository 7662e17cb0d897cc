// SPDX-License-Identifier: Apache-2.0
/** HTTP/1.1 to an endpoint: a pool of connections, each used for one call at a time. */
@NullMarked
package dev.martlet.server.upstream.http1;

import org.jspecify.annotations.NullMarked;
