// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.run;

import org.jspecify.annotations.Nullable;

/** What the environment's variables are: those of the process, or a test's own. */
@FunctionalInterface
public interface Environment {
    /**
     * Reads a variable.
     *
     * @param name its name
     * @return its value, or null if it is not set
     */
    @Nullable String get(String name);
}
