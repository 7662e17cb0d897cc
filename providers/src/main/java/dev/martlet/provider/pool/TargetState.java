// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.core.overload.AdaptiveLimit;
import dev.martlet.core.overload.ConcurrencyConfig;
import dev.martlet.core.overload.Gate;
import dev.martlet.core.overload.GateStatus;
import dev.martlet.core.overload.Sharing;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model at a provider: whether it fails, how busy and how fast it is. Shared by
 * all aliases that lead there, and kept over reloads. Thread-safe.
 */
public final class TargetState implements AutoCloseable {
    private final Breaker breaker = new Breaker();
    private final Latency latency = new Latency();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final @Nullable AdaptiveLimit limit;
    private final @Nullable Gate gate;

    /** Series of the limit. */
    private static final int FIRST_TOKEN = 0;

    private static final int WHOLE = 1;
    private static final int RELAYED = 2;

    /** A target without a limit. */
    public TargetState() {
        this.limit = null;
        this.gate = null;
    }

    /**
     * A target with a limit of what it may have in flight.
     *
     * @param name for operators
     * @param bounds of the limit
     * @param sharing who waits, and in which order
     * @param nanoTime the clock, as {@link System#nanoTime}
     */
    public TargetState(
            String name, ConcurrencyConfig bounds, Sharing sharing, LongSupplier nanoTime) {
        this.limit = new AdaptiveLimit(bounds, RELAYED + 1, nanoTime);
        this.gate = Gate.exact(name, limit, sharing, nanoTime);
    }

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
        sample(FIRST_TOKEN, nanos);
    }

    void whole(long nanos, long now) {
        latency.sample(nanos, now);
        sample(WHOLE, nanos);
    }

    void relayed(long nanos) {
        sample(RELAYED, nanos);
    }

    private void sample(int series, long nanos) {
        if (limit != null) {
            limit.answered(series, nanos);
        }
    }

    void overloaded() {
        if (limit != null) {
            limit.timedOut();
        }
    }

    @Nullable Gate gate() {
        return gate;
    }

    /** How many wait for each place. */
    double crowd() {
        if (gate == null) {
            return 0;
        }
        GateStatus now = gate.status();
        return (double) now.waiting() / now.limit();
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
