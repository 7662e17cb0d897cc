// SPDX-License-Identifier: Apache-2.0
/** Compiles what routes match on. */
@NullMarked
package dev.martlet.server.route;

import org.jspecify.annotations.NullMarked;
