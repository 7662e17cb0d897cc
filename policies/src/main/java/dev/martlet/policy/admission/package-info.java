// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a caller may spend: limits and budgets. What a request may use is reserved before it goes
 * on, in local slices of shared counters, and what it really used is settled at its end.
 */
@NullMarked
package dev.martlet.policy.admission;

import org.jspecify.annotations.NullMarked;
