// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.SendWindow;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The streams of a connection. Opened by the thread that reads; they end on their own threads. */
final class StreamTable {
    private final int most;
    private final Map<Integer, ServerStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile int last;
    private int highestSeen;

    /**
     * An empty table.
     *
     * @param most how many streams may be open at a time
     */
    StreamTable(int most) {
        this.most = most;
    }

    /** Whether the client had not used a stream of this number, or a higher one. Reader only. */
    boolean isNew(int id) {
        return id > highestSeen;
    }

    /** Notes that the client uses a stream. Reader only. */
    void seen(int id) {
        highestSeen = id;
    }

    /** Notes that a stream is worked on, or refused: GOAWAY will tell. Reader only. */
    void taken(int id) {
        last = id;
    }

    /** The last stream that was taken. */
    int last() {
        return last;
    }

    /**
     * Whether no further stream may be opened. Those that were given up count until their thread
     * has ended, or opening and resetting them would be free.
     */
    boolean full() {
        return open.get() >= most || streams.size() >= 2 * most;
    }

    void add(ServerStream stream) {
        open.incrementAndGet();
        streams.put(stream.id(), stream);
    }

    /** A stream does not count any more against the limit. */
    void closed() {
        open.decrementAndGet();
    }

    /** A stream's thread has ended. */
    void remove(ServerStream stream) {
        streams.remove(stream.id());
    }

    /**
     * The stream, or null if it has ended or was given up.
     *
     * @throws ConnectionError if it was never opened
     */
    @Nullable ServerStream find(int id) throws ConnectionError {
        if (id == 0 || id > highestSeen) {
            throw ConnectionError.protocol("frame on stream " + id + ", not opened");
        }
        @Nullable ServerStream stream = streams.get(id);
        return stream == null || stream.wasReset() ? null : stream;
    }

    Collection<SendWindow> windows() {
        return streams.values().stream().map(ServerStream::window).toList();
    }

    int size() {
        return streams.size();
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }

    /** Gives all streams up. */
    void gone() {
        streams.values().forEach(ServerStream::gone);
    }
}
