// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Priority;
import dev.martlet.core.config.Default;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.Range;

/**
 * How places that become free are shared among priorities that wait.
 *
 * @param interactive of requests that somebody waits for
 * @param normal of ordinary requests
 * @param batch of requests that nobody waits for
 */
@Doc("How places that become free are shared among priorities that wait.")
public record Weights(
        @Doc("Of interactive requests.") @Default("16") @Range(min = "1", max = "1000")
                int interactive,
        @Doc("Of normal requests; 0: only when no interactive one waits.")
                @Default("4")
                @Range(min = "0", max = "1000")
                int normal,
        @Doc("Of batch requests; 0: only when no other waits.")
                @Default("1")
                @Range(min = "0", max = "1000")
                int batch) {
    /** As documented for the configuration. */
    public static final Weights DEFAULTS = new Weights(16, 4, 1);

    int of(Priority priority) {
        return switch (priority) {
            case INTERACTIVE -> interactive;
            case NORMAL -> normal;
            case BATCH -> batch;
        };
    }
}
