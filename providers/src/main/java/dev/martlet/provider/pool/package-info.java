// SPDX-License-Identifier: Apache-2.0
/** Who can answer for a model, and whom to ask next: keys, breakers, balance, affinity. */
@NullMarked
package dev.martlet.provider.pool;

import org.jspecify.annotations.NullMarked;
