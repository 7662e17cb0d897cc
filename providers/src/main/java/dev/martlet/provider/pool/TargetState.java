// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is known of a model at a provider: whether it fails, how busy and how fast it is. Shared by
 * all aliases that lead there, and kept over reloads. Thread-safe.
 */
public final class TargetState implements AutoCloseable {
    private final Breaker breaker = new Breaker();
    private final Latency latency = new Latency();
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * How a target is.
     *
     * @param breaker {@code closed}, {@code open} or {@code half-open}
     * @param inFlight requests that it answers now
     * @param firstToken recent time to the first token; zero if unknown
     */
    public record Status(String breaker, int inFlight, Duration firstToken) {}

    Breaker breaker() {
        return breaker;
    }

    int inFlight() {
        return inFlight.get();
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    void end() {
        inFlight.decrementAndGet();
    }

    double latency(long now) {
        return latency.average(now);
    }

    void firstToken(long nanos, long now) {
        latency.sample(nanos, now);
    }

    /**
     * How it is.
     *
     * @param now on the clock of {@link System#nanoTime}
     * @return a snapshot for the admin API
     */
    public Status status(long now) {
        String name =
                switch (breaker.state(now)) {
                    case CLOSED -> "closed";
                    case OPEN -> "open";
                    case HALF_OPEN -> "half-open";
                };
        return new Status(name, inFlight.get(), Duration.ofNanos((long) latency.average(now)));
    }

    /** Nothing to let go of; states are shared by leases. */
    @Override
    public void close() {}
}
