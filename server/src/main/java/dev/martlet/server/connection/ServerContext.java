// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.connection;

import dev.martlet.server.entry.ExchangeHandler;
import dev.martlet.server.http1.BufferPool;
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
    private final BufferPool buffers = new BufferPool(BUFFER_SIZE, BUFFERS_KEPT);

    /**
     * A context.
     *
     * @param handler takes in requests
     * @param watchdog ends what takes too long
     * @param clock for the Date field and the dates in certificates
     */
    public ServerContext(ExchangeHandler handler, Watchdog watchdog, InstantSource clock) {
        this.handler = handler;
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
