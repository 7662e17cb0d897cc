// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.Set;

/**
 * Settings that use what the path pattern of a route has matched; checked when both are compiled.
 */
public interface PathDemand {
    /**
     * The variables that the pattern has to have.
     *
     * @return their names
     */
    Set<String> variables();

    /**
     * Whether the pattern has to end in {@code /**}.
     *
     * @return true if so
     */
    boolean needsRest();
}
