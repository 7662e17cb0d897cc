// SPDX-License-Identifier: Apache-2.0
/**
 * What happens when there is more to do than can be done: limits of what is in flight, and who gets the next place (decision 12).
 */
@NullMarked
package dev.martlet.core.overload;

import org.jspecify.annotations.NullMarked;
