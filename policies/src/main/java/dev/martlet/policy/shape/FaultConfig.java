// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Key;
import dev.martlet.core.config.Percent;
import dev.martlet.core.config.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Faults to inject; where both hit the same request, it waits and is then aborted.
 *
 * @param delay makes requests wait, or null
 * @param abort answers requests with an error, or null
 */
@Doc("Injects faults, to see how callers bear them.")
public record FaultConfig(
        @Doc("Makes requests wait before they are sent on.") @Nullable Delay delay,
        @Doc("Answers requests with an error instead of sending them on.") @Nullable Abort abort) {
    public FaultConfig {
        if (delay == null && abort == null) {
            throw new IllegalArgumentException("there is no fault (expected: delay or abort)");
        }
    }

    /**
     * Makes requests wait.
     *
     * @param time how long
     * @param share of how many requests
     */
    @Doc("Makes requests wait.")
    public record Delay(
            @Doc("How long.") @Key("for") @Range(min = "1ms", max = "1h") Duration time,
            @Doc("Of how many requests.") @Default("100%") Percent share) {}

    /**
     * Answers requests with an error.
     *
     * @param status the error
     * @param share of how many requests
     */
    @Doc("Answers requests with an error.")
    public record Abort(
            @Doc("The status of the answer.") @Range(min = "400", max = "599") int status,
            @Doc("Of how many requests.") @Default("100%") Percent share) {}
}
