// SPDX-License-Identifier: Apache-2.0
/** The composition root: the only place that knows every module. */
@NullMarked
package dev.martlet.server;

import org.jspecify.annotations.NullMarked;
