// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Condition;

/**
 * An expression that must be true. Two are equal if their sources are.
 *
 * @param source as written
 * @param condition compiled from it
 */
public record When(String source, Condition condition) {
    @Override
    public boolean equals(Object other) {
        return other instanceof When when && source.equals(when.source);
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
