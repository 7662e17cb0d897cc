// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.overload;

import dev.martlet.core.Cancellation;
import dev.martlet.core.Deadline;
import dev.martlet.core.Exchange;
import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Priority;
import dev.martlet.core.Standing;
import dev.martlet.core.overload.Waiter.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what there is room for, has the rest wait in turn, and turns away what cannot wait. Whose
 * turn it is says {@link FairQueue}; what is in is never thrown out. While more than one tenant is
 * there, the last places are kept for those who have less than their fair share, so that they need
 * not wait for another's request to end. Thread-safe.
 */
public final class Gate implements AutoCloseable {
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(60);

    private final String name;
    private final Limit limit;
    private final Sharing sharing;
    private final int unwatched;
    private final LongSupplier nanoTime;
    private final GateCounters counters = new GateCounters();
    private final AtomicInteger inFlight = new AtomicInteger();

    /** As {@link #queue} says; written under the lock, for those who look without it. */
    private volatile int waiting;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}, as all below. */
    private final FairQueue queue;

    private final Flows flows = new Flows();
    private long lastLeft;
    private double interval;

    private Gate(String name, Limit limit, Sharing sharing, int unwatched, LongSupplier nanoTime) {
        this.name = name;
        this.limit = limit;
        this.sharing = sharing;
        this.unwatched = unwatched;
        this.nanoTime = nanoTime;
        this.queue = new FairQueue(sharing.queue(), sharing.weights());
        this.lastLeft = nanoTime.getAsLong();
    }

    /**
     * A gate that knows of each place whose it is.
     *
     * @param name for operators
     * @param limit how many may be in
     * @param sharing how they wait
     * @param nanoTime the clock, as {@link System#nanoTime}
     * @return the gate
     */
    public static Gate exact(String name, Limit limit, Sharing sharing, LongSupplier nanoTime) {
        return new Gate(name, limit, sharing, 0, nanoTime);
    }

    /**
     * A gate for crowds. As long as less than half of the places are taken, nobody asks whose they
     * are: that takes one atomic step. Those count for nobody when shares are looked at.
     *
     * @param name for operators
     * @param limit how many may be in
     * @param sharing how they wait
     * @param nanoTime the clock, as {@link System#nanoTime}
     * @return the gate
     */
    public static Gate wide(String name, int limit, Sharing sharing, LongSupplier nanoTime) {
        return new Gate(name, Limit.fixed(limit), sharing, limit / 2, nanoTime);
    }

    /**
     * What operators call it.
     *
     * @return its name
     */
    public String name() {
        return name;
    }

    /**
     * Lets an exchange in if nobody has to be waited for.
     *
     * @param exchange who asks, by its {@link Standing}
     * @return the place, or null if there is none
     */
    public @Nullable Permit tryEnter(Exchange exchange) {
        if (takeUnwatched()) {
            return new Permit(this, null);
        }
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            serve(now);
            Flow flow = flows.of(Standing.of(exchange).tenant());
            @Nullable Permit permit = enterNow(flow, now);
            flows.settle(flow, now);
            return permit;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets an exchange in, beyond the limit if need be: for work that has begun and goes on.
     *
     * @param exchange who asks, by its {@link Standing}
     * @return the place
     */
    public Permit force(Exchange exchange) {
        lock.lock();
        try {
            return taken(flows.of(Standing.of(exchange).tenant()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets an exchange in, now or when it is its turn.
     *
     * @param exchange who asks, by its {@link Standing}; leaves at once when it is cancelled
     * @param deadline when it makes no sense any more
     * @return the place
     * @throws GatewayException {@link Failure.Shed} if there is no place in time, or the cause of a
     *     cancellation
     */
    public Permit enter(Exchange exchange, Deadline deadline) {
        if (takeUnwatched()) {
            return new Permit(this, null);
        }
        Standing who = Standing.of(exchange);
        long now = nanoTime.getAsLong();
        long patience = Math.min(sharing.maxWait().toNanos(), deadline.remaining(now));
        Waiter waiter;
        lock.lock();
        try {
            serve(now);
            Flow flow = flows.of(who.tenant());
            @Nullable Permit permit = enterNow(flow, now);
            if (permit != null) {
                return permit;
            }
            waiter =
                    new Waiter(flow.lane(queue.level(who.priority())), Thread.currentThread(), now);
            if (patience <= 0 || !queued(waiter)) {
                GatewayException shed = shed(flow, who.priority(), now);
                flows.settle(flow, now);
                throw shed;
            }
            // A place may have come back without the lock while this one got into the queue.
            serve(now);
        } finally {
            lock.unlock();
        }
        await(waiter, exchange.cancellation(), patience);
        return outcome(waiter, exchange.cancellation());
    }

    private boolean takeUnwatched() {
        int now = inFlight.get();
        while (now < unwatched && waiting == 0) {
            int seen = inFlight.compareAndExchange(now, now + 1);
            if (seen == now) {
                limit.used(now + 1);
                return true;
            }
            now = seen;
        }
        return false;
    }

    private @Nullable Permit enterNow(Flow flow, long now) {
        return flow.held < allowance(now) ? taken(flow) : null;
    }

    private Permit taken(Flow flow) {
        queue.held(flow, 1);
        limit.used(inFlight.incrementAndGet());
        return new Permit(this, flow);
    }

    private boolean queued(Waiter waiter) {
        @Nullable Waiter displaced = queue.add(waiter);
        waiting = queue.size();
        if (displaced == waiter) {
            return false;
        }
        if (displaced != null) {
            displaced.state = State.DISPLACED;
            LockSupport.unpark(displaced.thread);
        }
        return true;
    }

    /** Those who hold fewer places than this may have one more; 0 is nobody. */
    private int allowance(long now) {
        int most = limit.now();
        int free = most - inFlight.get();
        if (free <= 0) {
            return 0;
        }
        int active = flows.active(now);
        int kept = Math.min(most - 1, (int) Math.ceil(most * sharing.reserve()));
        return active < 2 || free > kept ? Integer.MAX_VALUE : Math.max(1, most / active);
    }

    /** Lets in whose turn it is, as long as there is room. */
    private void serve(long now) {
        while (queue.size() > 0) {
            int allowance = allowance(now);
            @Nullable Waiter next = allowance == 0 ? null : queue.take(allowance);
            if (next == null) {
                return;
            }
            queue.held(next.lane.flow, 1);
            limit.used(inFlight.incrementAndGet());
            waiting = queue.size();
            next.state = State.IN;
            counters.waited(next.lane.level.priority, now - next.since);
            LockSupport.unpark(next.thread);
        }
    }

    private void await(Waiter waiter, Cancellation cancellation, long nanos) {
        Runnable leave = () -> leave(waiter);
        cancellation.onCancel(leave);
        try {
            long end = System.nanoTime() + nanos;
            long left = nanos;
            while (waiter.state == State.WAITING) {
                if (left <= 0 || waiter.thread.isInterrupted()) {
                    leave(waiter);
                    return;
                }
                LockSupport.parkNanos(this, left);
                left = end - System.nanoTime();
            }
        } finally {
            cancellation.remove(leave);
        }
    }

    private void leave(Waiter waiter) {
        lock.lock();
        try {
            if (waiter.state != State.WAITING) {
                return;
            }
            queue.remove(waiter);
            waiting = queue.size();
            waiter.state = State.LEFT;
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(waiter.thread);
    }

    private Permit outcome(Waiter waiter, Cancellation cancellation) {
        Flow flow = waiter.lane.flow;
        boolean in = waiter.state == State.IN;
        if (in && cancellation.cause() == null) {
            return new Permit(this, flow);
        }
        if (in) {
            left(flow);
        }
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            flows.settle(flow, now);
            cancellation.check();
            if (waiter.thread.isInterrupted()) {
                throw new GatewayException(new Failure.Draining());
            }
            throw shed(flow, waiter.lane.level.priority, now);
        } finally {
            lock.unlock();
        }
    }

    private GatewayException shed(Flow flow, Priority priority, long now) {
        counters.shed(priority);
        int active = flows.active(now);
        boolean own = active > 1 && flow.held >= Math.max(1, limit.now() / active);
        return new GatewayException(new Failure.Shed(own, untilServed()));
    }

    /** About how long one has to wait who comes now. */
    private Duration untilServed() {
        var time = Duration.ofNanos((long) (interval * (queue.size() + 1)));
        if (time.compareTo(SOONEST) < 0) {
            return SOONEST;
        }
        return time.compareTo(LATEST) > 0 ? LATEST : time;
    }

    /** A place is given back; that of nobody in particular without a flow. */
    void left(@Nullable Flow flow) {
        if (flow == null) {
            inFlight.decrementAndGet();
            if (waiting == 0) {
                return;
            }
        }
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            if (flow != null) {
                inFlight.decrementAndGet();
                queue.held(flow, -1);
                flows.settle(flow, now);
            }
            if (queue.size() > 0) {
                interval += ((now - lastLeft) - interval) / 16;
            }
            lastLeft = now;
            serve(now);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How it is.
     *
     * @return a snapshot for the admin API and metrics
     */
    public GateStatus status() {
        lock.lock();
        try {
            int active = flows.active(nanoTime.getAsLong());
            return new GateStatus(
                    name, limit.now(), inFlight.get(), active, counters.each(queue::size));
        } finally {
            lock.unlock();
        }
    }

    /** Nothing to let go of: those who wait are served by the places of those who are in. */
    @Override
    public void close() {}
}
