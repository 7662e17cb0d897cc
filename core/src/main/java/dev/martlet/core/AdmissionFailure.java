// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import io.helidon.http.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A caller who may ask, but not now: a limit or a budget is in the way. */
public sealed interface AdmissionFailure extends Failure {
    /**
     * A limit is reached (RFC 6585, section 4).
     *
     * @param publicMessage which, for the client
     * @param retryAfter when there will be room again, or null if nobody knows
     */
    record LimitReached(String publicMessage, @Nullable Duration retryAfter)
            implements AdmissionFailure {
        @Override
        public Status status() {
            return Status.TOO_MANY_REQUESTS_429;
        }

        @Override
        public String reason() {
            return "limit_reached";
        }
    }

    /**
     * A budget is spent.
     *
     * @param status 402 or 429, as configured
     * @param publicMessage which, for the client
     * @param retryAfter when the next one begins, or null if there is none
     */
    record BudgetSpent(Status status, String publicMessage, @Nullable Duration retryAfter)
            implements AdmissionFailure {
        @Override
        public String reason() {
            return "budget_spent";
        }
    }

    /** Nobody can say at the moment whether the caller has something left. */
    record LimitsUnavailable() implements AdmissionFailure {
        @Override
        public Status status() {
            return Status.SERVICE_UNAVAILABLE_503;
        }

        @Override
        public String reason() {
            return "limits_unavailable";
        }

        @Override
        public boolean retryable() {
            return true;
        }

        @Override
        public String publicMessage() {
            return "Limits cannot be checked at the moment.";
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(1);
        }
    }
}
