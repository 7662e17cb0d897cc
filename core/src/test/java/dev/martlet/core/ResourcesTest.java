// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.core.Resources.Lease;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ResourcesTest {
    /** A pool, a breaker, a counter. */
    private static final class Thing implements AutoCloseable {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public void close() {
            assertThat(closed.compareAndSet(false, true)).as("closed once").isTrue();
        }
    }

    private record Key(String name) {}

    private final Resources resources = new Resources();

    @Test
    void anEqualKeyGivesTheSameInstanceUntilTheLastLeaseIsGivenBack() {
        Lease<Thing> one = resources.lease(new Key("a"), Thing::new);
        Lease<Thing> other = resources.lease(new Key("a"), Thing::new);
        assertThat(other.resource()).isSameAs(one.resource());
        one.close();
        one.close();
        assertThat(other.resource().closed).isFalse();
        other.close();
        assertThat(other.resource().closed).isTrue();
        assertThat(resources.size()).isZero();
    }

    @Test
    void anotherKeyGivesAnotherInstance() {
        Lease<Thing> a = resources.lease(new Key("a"), Thing::new);
        Lease<Thing> b = resources.lease(new Key("b"), Thing::new);
        assertThat(a.resource()).isNotSameAs(b.resource());
        a.close();
        assertThat(b.resource().closed).isFalse();
        assertThat(resources.size()).isEqualTo(1);
    }

    @Test
    void whatWasGivenBackIsMadeAnew() {
        Lease<Thing> first = resources.lease(new Key("a"), Thing::new);
        first.close();
        assertThat(resources.lease(new Key("a"), Thing::new).resource())
                .isNotSameAs(first.resource());
    }

    @Test
    void whatCannotBeMadeIsNotHeld() {
        assertThatThrownBy(() ->
                        resources.lease(
                                new Key("a"),
                                () -> {
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(resources.size()).isZero();
    }

    @Test
    @Timeout(20)
    void aNewInstanceWaitsUntilTheOneBeforeItIsClosed() throws Exception {
        var closing = new CountDownLatch(1);
        var mayClose = new CountDownLatch(1);
        var closed = new AtomicBoolean();
        Lease<AutoCloseable> first =
                resources.lease(
                        new Key("a"),
                        () ->
                                () -> {
                                    closing.countDown();
                                    mayClose.await();
                                    closed.set(true);
                                });
        Thread closer = Thread.startVirtualThread(first::close);
        closing.await();
        var next =
                new FutureTask<>(() -> {
                    Lease<Thing> lease = resources.lease(new Key("a"), Thing::new);
                    assertThat(closed).as("the one before is closed").isTrue();
                    return lease;
                });
        Thread leasing = Thread.ofPlatform().start(next);
        while (leasing.getState() != Thread.State.TIMED_WAITING && leasing.isAlive()) {
            Thread.onSpinWait();
        }
        Lease<Thing> other = resources.lease(new Key("b"), Thing::new);
        assertThat(next.isDone()).as("others need not wait").isFalse();
        mayClose.countDown();
        next.get().close();
        closer.join();
        other.close();
        assertThat(resources.size()).isZero();
    }

    @Test
    void nobodyEverHoldsAClosedResourceHoweverManyTakeAndGiveBack() {
        var made = new AtomicInteger();
        Set<Thing> all = ConcurrentHashMap.newKeySet();
        Together.run(
                8,
                thread -> {
                    for (int i = 0; i < 5_000; i++) {
                        try (Lease<Thing> lease =
                                resources.lease(
                                        new Key("k" + i % 3),
                                        () -> {
                                            made.incrementAndGet();
                                            return new Thing();
                                        })) {
                            all.add(lease.resource());
                            assertThat(lease.resource().closed).isFalse();
                        }
                    }
                });
        assertThat(resources.size()).isZero();
        assertThat(all).hasSize(made.get()).allMatch(thing -> thing.closed.get());
    }
}
