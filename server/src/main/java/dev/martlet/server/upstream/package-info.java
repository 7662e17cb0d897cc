// SPDX-License-Identifier: Apache-2.0
/** Services: endpoints, balance, health, limits, retries, and the transports that reach an endpoint. */
@NullMarked
package dev.martlet.server.upstream;

import org.jspecify.annotations.NullMarked;
