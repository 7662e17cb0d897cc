// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

/**
 * Names a typed slot of an {@link Exchange} or a part of a {@link Snapshot}. A key is compared by
 * identity: keep it in a constant of whoever owns the slot.
 *
 * @param <T> what the slot holds
 */
@SuppressWarnings(
        "UnusedTypeParameter") // It ties the type of a slot to its key, for those who read and fill
// the slot.
public final class Key<T> {
    private final String name;

    private Key(String name) {
        this.name = name;
    }

    /**
     * Makes a key.
     *
     * @param name for messages
     * @param <T> what the slot holds
     * @return a key that equals no other
     */
    public static <T> Key<T> named(String name) {
        return new Key<>(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
