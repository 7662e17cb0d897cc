// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.schema;

import dev.martlet.core.config.Doc;

/** A policy's own record that happens to be named as one of the server's is. */
@Doc("Something to swim in.")
record PoolConfig(@Doc("In metres.") int depth) {}
