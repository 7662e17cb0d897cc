// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose keys are looked up as part of a longer text, so that a path is walked
 * without cutting it up. Open addressing, at most half full.
 *
 * @param <V> what is looked up
 */
final class RegionMap<V> {
    private final @Nullable String[] keys;
    private final @Nullable Object[] values;

    private RegionMap(int capacity) {
        this.keys = new @Nullable String[capacity];
        this.values = new @Nullable Object[capacity];
    }

    static <V> RegionMap<V> of(Map<String, V> entries) {
        int capacity = Integer.highestOneBit(Math.max(entries.size(), 1)) * 4;
        var map = new RegionMap<V>(capacity);
        entries.forEach(map::put);
        return map;
    }

    private void put(String key, V value) {
        int slot = slot(hash(key, 0, key.length()));
        while (keys[slot] != null) {
            slot = (slot + 1) & (keys.length - 1);
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /** Looks up {@code text.substring(from, to)}. */
    @SuppressWarnings("unchecked") // Only put fills the array.
    @Nullable V get(String text, int from, int to) {
        int slot = slot(hash(text, from, to));
        while (true) {
            String key = keys[slot];
            if (key == null) {
                return null;
            }
            if (key.length() == to - from && text.startsWith(key, from)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & (keys.length - 1);
        }
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & (keys.length - 1);
    }

    private static int hash(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }
}
