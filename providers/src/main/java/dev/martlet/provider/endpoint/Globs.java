// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.endpoint;

import java.util.List;

/** Names, some of which end in a {@code *} that stands for any rest. */
record Globs(List<String> patterns) {
    Globs {
        patterns = List.copyOf(patterns);
    }

    boolean match(String name) {
        for (String pattern : patterns) {
            boolean open = pattern.endsWith("*");
            String start = open ? pattern.substring(0, pattern.length() - 1) : pattern;
            if (open ? name.startsWith(start) : name.equals(start)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
