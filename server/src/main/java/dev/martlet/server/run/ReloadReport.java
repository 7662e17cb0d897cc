// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import dev.martlet.core.config.Problem;
import java.time.Instant;
import java.util.List;

/**
 * How the last attempt to load the configuration ended.
 *
 * @param at when
 * @param generation which generation serves since: the new one, or the one that went on serving
 * @param problems why nothing changed; empty after a success
 */
public record ReloadReport(Instant at, long generation, List<Problem> problems) {
    public ReloadReport {
        problems = List.copyOf(problems);
    }

    /**
     * Whether the configuration was taken.
     *
     * @return true without problems
     */
    public boolean ok() {
        return problems.isEmpty();
    }
}
