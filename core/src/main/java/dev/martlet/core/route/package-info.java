// SPDX-License-Identifier: Apache-2.0
/**
 * What a route takes, and how the route of a request is found.
 *
 * <p>{@link dev.martlet.core.route.TrieRouter} documents the precedence, {@link
 * dev.martlet.core.route.RequestPath} which spellings of a path are one path.
 */
@NullMarked
package dev.martlet.core.route;

import org.jspecify.annotations.NullMarked;
