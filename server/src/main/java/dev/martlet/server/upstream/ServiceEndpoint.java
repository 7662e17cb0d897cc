// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream;

import dev.martlet.core.Endpoint;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One endpoint of a service: its connections, its counters, its health. It is held by each try from
 * the pick to the close of the reply; once it is retired its transport is closed with the last
 * hold.
 */
final class ServiceEndpoint implements Endpoint {
    private final String id;
    private final EndpointAddress address;
    private final Transport transport;
    private final String tag;
    private final EndpointHealth health = new EndpointHealth();
    private final AtomicInteger holds = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Runnable release = this::letGo;
    private volatile boolean retired;
    private volatile int weight;
    private volatile int priority;
    private volatile Runnable onRetire = () -> {};

    ServiceEndpoint(EndpointAddress address, Transport transport, String tag) {
        this.tag = tag;
        this.id = address.id();
        this.address = address;
        this.transport = transport;
    }

    @Override
    public String id() {
        return id;
    }

    EndpointAddress address() {
        return address;
    }

    /** What a sticky cookie calls this endpoint; empty if the service sets none. */
    String tag() {
        return tag;
    }

    Transport transport() {
        return transport;
    }

    EndpointHealth health() {
        return health;
    }

    int weight() {
        return weight;
    }

    /** 0 is the first choice; higher ones are used when the lower ones are out. */
    int priority() {
        return priority;
    }

    /** Gives the endpoint its place among the others; true if that is another than before. */
    boolean place(int newWeight, int newPriority) {
        boolean moved = weight != newWeight || priority != newPriority;
        this.weight = newWeight;
        this.priority = newPriority;
        return moved;
    }

    int inFlight() {
        return holds.get();
    }

    LongAdder requests() {
        return requests;
    }

    LongAdder failures() {
        return failures;
    }

    boolean retired() {
        return retired;
    }

    /** Takes a hold, unless the endpoint has been retired. */
    boolean tryHold() {
        holds.incrementAndGet();
        if (retired) {
            letGo();
            return false;
        }
        return true;
    }

    /** Gives a hold back; the same object each time, so that a reply can keep it for free. */
    Runnable release() {
        return release;
    }

    private void letGo() {
        if (holds.decrementAndGet() == 0 && retired) {
            closeTransport();
        }
    }

    /** What to stop when the endpoint leaves the service; set before anyone can retire it. */
    void onRetire(Runnable action) {
        onRetire = action;
    }

    /** No new holds; the transport goes with the last one. */
    void retire() {
        retired = true;
        onRetire.run();
        if (holds.get() == 0) {
            closeTransport();
        }
    }

    private void closeTransport() {
        if (closed.compareAndSet(false, true)) {
            transport.close();
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
