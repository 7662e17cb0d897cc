// SPDX-License-Identifier: Apache-2.0
/** From a checked configuration to a snapshot that can be published, or to all that is wrong with it. */
@NullMarked
package dev.martlet.server.compile;

import org.jspecify.annotations.NullMarked;
