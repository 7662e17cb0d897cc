// SPDX-License-Identifier: Apache-2.0
/** Tells people that budgets run out. */
@NullMarked
package dev.martlet.server.alert;

import org.jspecify.annotations.NullMarked;
