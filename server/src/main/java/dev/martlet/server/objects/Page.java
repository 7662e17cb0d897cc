// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items in the order of their names
 * @param next after which name the next page begins; null if this is the last
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /** The first so many of more. */
    static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> name) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = oneMore.subList(0, limit);
        return new Page<>(items, name.apply(items.getLast()));
    }
}
