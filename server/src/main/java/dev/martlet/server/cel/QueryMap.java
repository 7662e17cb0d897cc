// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cel;

import dev.martlet.core.route.QueryText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, decoded; of one that occurs more than once the first value. */
final class QueryMap extends LazyMap {
    private final @Nullable String query;

    QueryMap(@Nullable String query) {
        this.query = query;
    }

    @Override
    @Nullable String lookUp(String key) {
        return QueryText.first(query, key);
    }

    @Override
    Map<String, String> all() {
        return QueryText.all(query);
    }
}
