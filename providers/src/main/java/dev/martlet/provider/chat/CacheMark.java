// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A wish that the prompt be cached up to here. Two dialects have it, in words of their own ({@code
 * cache_control} on a block, {@code cachePoint} after it); their readers leave it in the extras of
 * the part or tool that it follows, where the writers of both find it.
 *
 * @param ttl for how long, {@code 5m} or {@code 1h}; null if not said
 */
public record CacheMark(@Nullable String ttl) {
    /** What the dialects call it. */
    public static final Set<String> NAMES = Set.of("cache_control", "cachePoint");

    /**
     * Looks for a mark.
     *
     * @param extras of a part or tool
     * @return the mark, or null
     */
    public static @Nullable CacheMark in(Extras extras) {
        for (String name : NAMES) {
            JsonNode value = extras.fields().get(name);
            if (value != null && value.isObject()) {
                JsonNode ttl = value.path("ttl");
                return new CacheMark(ttl.isString() ? ttl.stringValue() : null);
            }
        }
        return null;
    }
}
