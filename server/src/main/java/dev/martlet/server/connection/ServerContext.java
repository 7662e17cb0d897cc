// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import dev.martlet.server.entry.ExchangeHandler;
import dev.martlet.server.http1.BufferPool;
import dev.martlet.server.http2.ReceiveMemory;
import dev.martlet.server.io.Watchdog;
import java.time.InstantSource;

/** What the connections of all listeners share. */
public final class ServerContext {
    private static final int BUFFER_SIZE = 8 << 10;
    private static final int BUFFERS_KEPT = 512;

    private final ExchangeHandler handler;
    private final Watchdog watchdog;
    private final InstantSource clock;
    private final DateField date;
    private final ReceiveMemory memory;
    private final RefusalListener refusals;
    private final BufferPool buffers = new BufferPool(BUFFER_SIZE, BUFFERS_KEPT);

    /**
     * A context.
     *
     * @param handler takes in requests
     * @param watchdog ends what takes too long
     * @param clock for the Date field and the dates in certificates
     * @param memory what bodies over HTTP/2 may take
     * @param refusals hears of clients that do not come to a request
     */
    public ServerContext(
            ExchangeHandler handler,
            Watchdog watchdog,
            InstantSource clock,
            ReceiveMemory memory,
            RefusalListener refusals) {
        this.handler = handler;
        this.memory = memory;
        this.refusals = refusals;
        this.watchdog = watchdog;
        this.clock = clock;
        this.date = new DateField(clock);
    }

    /**
     * Takes in requests.
     *
     * @return the handler
     */
    public ExchangeHandler handler() {
        return handler;
    }

    /**
     * Ends what takes too long.
     *
     * @return the watchdog
     */
    public Watchdog watchdog() {
        return watchdog;
    }

    /**
     * The Date field.
     *
     * @return the field, for now
     */
    public DateField date() {
        return date;
    }

    /**
     * What bodies over HTTP/2 may take.
     *
     * @return the memory, shared by all connections
     */
    public ReceiveMemory receiveMemory() {
        return memory;
    }

    /**
     * Hears of clients that do not come to a request.
     *
     * @return the listener
     */
    public RefusalListener refusals() {
        return refusals;
    }

    /**
     * The clock.
     *
     * @return tells the time of day
     */
    public InstantSource clock() {
        return clock;
    }

    /**
     * Buffers that connections share.
     *
     * @return the pool
     */
    public BufferPool buffers() {
        return buffers;
    }
}
