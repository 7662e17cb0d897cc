// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.function.Predicate;

/**
 * A regular expression that must match a whole text. Two are equal if their sources are. Core knows
 * no engine: whoever makes one chooses one whose time is linear in the text.
 *
 * @param source as written
 * @param matcher tells whether the whole of a text matches; safe for concurrent use
 */
public record TextRegex(String source, Predicate<String> matcher) {
    /**
     * Whether a text matches.
     *
     * @param text the text
     * @return true if all of it does
     */
    public boolean matches(String text) {
        return matcher.test(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextRegex regex && source.equals(regex.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
