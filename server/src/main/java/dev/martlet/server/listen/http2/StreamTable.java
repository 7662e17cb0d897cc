// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
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
    private final AbandonedStreams abandoned = new AbandonedStreams();
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
        if (!stream.remoteEnded()) {
            abandon(stream.id());
        }
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

    /** A stream ends here before its client has: more of it may be under way. */
    void abandon(int id) {
        abandoned.add(id);
    }

    /**
     * The stream on which the client sends, or null if it cannot know yet that we gave it up.
     *
     * @throws ConnectionError if it was never opened, or if the client itself has ended it (section
     *     5.1)
     */
    @Nullable ServerStream sending(int id) throws ConnectionError {
        @Nullable ServerStream found = find(id);
        if (found != null) {
            return found;
        }
        @Nullable ServerStream running = streams.get(id);
        boolean ended = running == null ? !abandoned.mayHold(id) : running.remoteEnded();
        if (ended) {
            throw new ConnectionError(ErrorCode.STREAM_CLOSED, "frame behind a stream's end");
        }
        return null;
    }

    /** Gives up the streams that keep what nobody takes out. */
    void evict() {
        streams.values().forEach(ServerStream::evict);
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
