// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Typed slots; allocates nothing until one is filled, as most exchanges fill none. */
final class Slots {
    private @Nullable Map<Key<?>, Object> values;

    <T> void set(Key<T> key, T value) {
        if (values == null) {
            values = new HashMap<>(4);
        }
        values.put(key, value);
    }

    /** Safe: {@link #set} is the only way in, and it ties the value's type to the key's. */
    @SuppressWarnings("unchecked")
    <T> @Nullable T get(Key<T> key) {
        return values == null ? null : (T) values.get(key);
    }
}
