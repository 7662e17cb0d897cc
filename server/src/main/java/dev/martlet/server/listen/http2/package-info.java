// SPDX-License-Identifier: Apache-2.0
/** HTTP/2 towards clients: connections, their streams, requests and replies. */
@NullMarked
package dev.martlet.server.listen.http2;

import org.jspecify.annotations.NullMarked;
