// SPDX-License-Identifier: Apache-2.0
/** Listeners: what accepts connections, and one connection's way from the socket to HTTP. */
@NullMarked
package dev.martlet.server.listen;

import org.jspecify.annotations.NullMarked;
