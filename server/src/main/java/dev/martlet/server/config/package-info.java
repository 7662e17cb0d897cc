// SPDX-License-Identifier: Apache-2.0
/** From a file to a checked configuration, or to all of its problems. */
@NullMarked
package dev.martlet.server.config;

import org.jspecify.annotations.NullMarked;
