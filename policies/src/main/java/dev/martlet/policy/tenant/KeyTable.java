// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keys by their hash: open addressing, at most half full, so a look-up reads one or two slots
 * whether there are ten keys or a million, and a key costs two references beside itself. Any thread
 * may look up while one changes.
 */
final class KeyTable {
    private static final int LEAST = 16;

    /** Stands where a key was removed, so that those behind it are still found. */
    private static final Object REMOVED = new Object();

    private volatile AtomicReferenceArray<@Nullable Object> slots;
    private int size;
    private int taken;

    KeyTable(int expected) {
        int wanted = Math.max(LEAST, Math.min(expected, 1 << 28) * 2);
        this.slots = new AtomicReferenceArray<>(Integer.highestOneBit(wanted - 1) << 1);
    }

    @Nullable TenantKey find(KeyHash hash) {
        AtomicReferenceArray<@Nullable Object> table = slots;
        int mask = table.length() - 1;
        int at = hash.spread() & mask;
        while (true) {
            Object slot = table.get(at);
            if (slot == null) {
                return null;
            }
            if (slot instanceof TenantKey key && key.has(hash)) {
                return key;
            }
            at = (at + 1) & mask;
        }
    }

    /** Adds a key, in place of the one that has the same hash. */
    synchronized void put(TenantKey key) {
        if (taken * 2 >= slots.length()) {
            rebuild();
        }
        place(slots, key);
    }

    private void place(AtomicReferenceArray<@Nullable Object> table, TenantKey key) {
        int mask = table.length() - 1;
        KeyHash hash = key.hash();
        int at = hash.spread() & mask;
        while (true) {
            Object slot = table.get(at);
            if (slot == null) {
                table.set(at, key);
                size++;
                taken++;
                return;
            }
            if (slot instanceof TenantKey known && known.has(hash)) {
                table.set(at, key);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    synchronized void remove(KeyHash hash) {
        AtomicReferenceArray<@Nullable Object> table = slots;
        int mask = table.length() - 1;
        int at = hash.spread() & mask;
        while (table.get(at) != null) {
            if (table.get(at) instanceof TenantKey key && key.has(hash)) {
                table.set(at, REMOVED);
                size--;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /** Larger, or just without the places of removed keys. */
    private void rebuild() {
        AtomicReferenceArray<@Nullable Object> old = slots;
        int length = size * 4 > old.length() ? old.length() * 2 : old.length();
        AtomicReferenceArray<@Nullable Object> table = new AtomicReferenceArray<>(length);
        size = 0;
        taken = 0;
        for (int i = 0; i < old.length(); i++) {
            if (old.get(i) instanceof TenantKey key) {
                place(table, key);
            }
        }
        slots = table;
    }

    synchronized int size() {
        return size;
    }
}
