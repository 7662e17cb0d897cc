// SPDX-License-Identifier: Apache-2.0
/** The one way in: every request of every listener and protocol becomes an exchange here. */
@NullMarked
package dev.martlet.server.entry;

import org.jspecify.annotations.NullMarked;
