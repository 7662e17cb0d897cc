// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.json;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * The buffers of parsers: a few slots, found by the thread. The library's own pools are a list that
 * all threads share, or one buffer for each thread, of which we have one for each connection.
 */
final class BufferPool implements RecyclerPool<BufferRecycler> {
    private static final long serialVersionUID = 1L;

    /** A power of two, above the number of threads that run at the same time on most machines. */
    private static final int SLOTS = 64;

    private final transient AtomicReferenceArray<@Nullable BufferRecycler> slots =
            new AtomicReferenceArray<>(SLOTS);

    private static int slot() {
        return (int) Thread.currentThread().threadId() & (SLOTS - 1);
    }

    @Override
    public BufferRecycler acquirePooled() {
        @Nullable BufferRecycler kept = slots.getAndSet(slot(), null);
        return kept == null ? new BufferRecycler() : kept;
    }

    @Override
    public void releasePooled(BufferRecycler recycler) {
        slots.lazySet(slot(), recycler);
    }

    /** What is read back from a stream of Java's: another one, as there is nothing to be kept. */
    private Object readResolve() {
        return new BufferPool();
    }
}
