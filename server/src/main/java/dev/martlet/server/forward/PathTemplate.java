// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.RouteMatch;

/**
 * A new path for a request: fixed, or ending in {@code /**}, which stands for what the route's own
 * {@code /**} has matched.
 */
record PathTemplate(String prefix, boolean keepsRest) {
    static PathTemplate parse(String text) {
        return text.endsWith("/**")
                ? new PathTemplate(text.substring(0, text.length() - 3), true)
                : new PathTemplate(text, false);
    }

    String apply(RouteMatch match) {
        if (!keepsRest) {
            return prefix;
        }
        String path = prefix + match.rest();
        return path.isEmpty() ? "/" : path;
    }
}
