// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.embedded;

import java.util.function.BiPredicate;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map in the store. Thread-safe; what is put is in the file after the next commit. Changes
 * that belong together go through {@link Store#change}.
 *
 * @param <V> what the values are
 */
public final class StoreMap<V> {
    private final Store store;
    private final String name;
    private final Codec<V> codec;

    StoreMap(Store store, String name, Codec<V> codec) {
        this.store = store;
        this.name = name;
        this.codec = codec;
    }

    /**
     * Reads one.
     *
     * @param key its key
     * @return null if there is none
     * @throws dev.martlet.core.state.StateException if the file cannot be read
     */
    public @Nullable V get(String key) {
        return reading(map -> {
            byte @Nullable [] bytes = map == null ? null : map.get(key);
            return bytes == null ? null : codec.decode(bytes);
        });
    }

    /**
     * Writes one.
     *
     * @param key at most 1,000 characters
     * @param value its value
     * @throws dev.martlet.core.state.StateException if the file cannot be written
     */
    public void put(String key, V value) {
        byte[] bytes = codec.encode(value);
        store.change(() -> {
            writing().put(key, bytes);
            return key;
        });
    }

    /**
     * Removes one, if it is there.
     *
     * @param key its key
     * @throws dev.martlet.core.state.StateException if the file cannot be written
     */
    public void remove(String key) {
        store.change(() -> {
            writing().remove(key);
            return key;
        });
    }

    /**
     * Goes over the entries of a range, in the order of their keys. Sees them as they are at the
     * beginning.
     *
     * @param from first key
     * @param to first key that does not belong to it; null for none
     * @param visitor returns false to end
     * @throws dev.martlet.core.state.StateException if the file cannot be read
     */
    public void scan(String from, @Nullable String to, BiPredicate<String, V> visitor) {
        this.<Object>reading(map -> {
            if (map != null) {
                Cursor<String, byte[]> cursor = map.cursor(from);
                while (cursor.hasNext()) {
                    String key = cursor.next();
                    boolean over = to != null && key.compareTo(to) >= 0;
                    if (over || !visitor.test(key, codec.decode(cursor.getValue()))) {
                        return null;
                    }
                }
            }
            return null;
        });
    }

    /**
     * The smallest key.
     *
     * @return null if the map is empty
     */
    public @Nullable String firstKey() {
        return reading(map -> map == null ? null : map.firstKey());
    }

    /**
     * The largest key.
     *
     * @return null if the map is empty
     */
    public @Nullable String lastKey() {
        return reading(map -> map == null ? null : map.lastKey());
    }

    /**
     * How many there are.
     *
     * @return 0 or more
     */
    public long size() {
        Long size = reading(map -> map == null ? null : map.sizeAsLong());
        return size == null ? 0 : size;
    }

    private MVMap<String, byte[]> writing() {
        return store.opened().map(name);
    }

    private <T> @Nullable T reading(Reading<T> reading) {
        Opened opened = store.openedIfThere();
        try {
            return reading.of(opened == null ? null : opened.map(name));
        } catch (MVStoreException e) {
            throw store.failed("read", e);
        }
    }

    private interface Reading<T> {
        @Nullable T of(@Nullable MVMap<String, byte[]> map);
    }
}
