// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request may not go on.
 *
 * @param rule what refuses it
 * @param standing how it stands
 * @param away whether only because the store cannot be asked
 * @param retryAfter when it may go on, or null if nobody knows
 */
record Refusal(Rule rule, Standing standing, boolean away, @Nullable Duration retryAfter) {
    /** Of two, the one that lasts longer: coming back before that is of no use. */
    static Refusal longer(@Nullable Refusal one, Refusal other) {
        if (one == null || one.retryAfter == null) {
            return one == null ? other : one;
        }
        return other.retryAfter == null || other.retryAfter.compareTo(one.retryAfter) > 0
                ? other
                : one;
    }
}
