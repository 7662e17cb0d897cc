// SPDX-License-Identifier: Apache-2.0
/** Deadlines for blocking I/O, without a timer per read. */
@NullMarked
package dev.martlet.server.io;

import org.jspecify.annotations.NullMarked;
