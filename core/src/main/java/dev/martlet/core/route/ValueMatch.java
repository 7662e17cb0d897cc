// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import org.jspecify.annotations.Nullable;

/** What the value of a header or a query parameter must be. */
public sealed interface ValueMatch {
    /**
     * Whether a value will do.
     *
     * @param value the value, or null if the field is absent
     * @return true if it will
     */
    boolean matches(@Nullable String value);

    /**
     * This very text, case and all.
     *
     * @param value the text
     */
    record Exact(String value) implements ValueMatch {
        @Override
        public boolean matches(@Nullable String actual) {
            return value.equals(actual);
        }

        @Override
        public String toString() {
            return "=" + value;
        }
    }

    /** Any text, the empty one too. */
    record Present() implements ValueMatch {
        @Override
        public boolean matches(@Nullable String actual) {
            return actual != null;
        }

        @Override
        public String toString() {
            return "=*";
        }
    }

    /**
     * A text that matches as a whole.
     *
     * @param regex the expression
     */
    record Regex(TextRegex regex) implements ValueMatch {
        @Override
        public boolean matches(@Nullable String actual) {
            return actual != null && regex.matches(actual);
        }

        @Override
        public String toString() {
            return "~" + regex;
        }
    }
}
