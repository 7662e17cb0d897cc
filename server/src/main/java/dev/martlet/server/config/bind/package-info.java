// SPDX-License-Identifier: Apache-2.0
/** Nodes to records, strictly and with all problems at once. */
@NullMarked
package dev.martlet.server.config.bind;

import org.jspecify.annotations.NullMarked;
