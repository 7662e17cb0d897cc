// SPDX-License-Identifier: Apache-2.0
/**
 * Expressions of a configuration in the Common Expression Language, compiled and type-checked when
 * the configuration is loaded; {@link dev.martlet.server.cel.CelExpressions} lists the variables.
 */
@NullMarked
package dev.martlet.server.cel;

import org.jspecify.annotations.NullMarked;
