// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.SendWindow;
import dev.martlet.server.http2.Sender;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of a connection, and how many more there may be. Guarded by its lock. */
final class OpenStreams {
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private int nextId = 1;
    private int most = Limits.STREAMS;

    /** The peer tells how many it takes at a time. */
    void most(int allowed) {
        most = Math.min(allowed, Limits.STREAMS);
    }

    boolean full() {
        return streams.size() >= most;
    }

    /** Whether so many were opened that the connection has to be replaced. */
    boolean usedUp() {
        return nextId > Limits.LAST_STREAM_ID;
    }

    Http2Stream add(Sender sender, Inbox inbox, boolean toHead) {
        SendWindow window = sender.window(nextId, () -> {});
        var stream = new Http2Stream(nextId, inbox, toHead, window);
        nextId += 2;
        streams.put(stream.id(), stream);
        return stream;
    }

    /**
     * The stream if it is open; null if it was once.
     *
     * @throws ConnectionError if it never was
     */
    @Nullable Http2Stream find(int streamId) throws ConnectionError {
        if (streamId >= nextId || streamId % 2 == 0) {
            throw ConnectionError.protocol("frame on stream " + streamId + ", not opened");
        }
        return streams.get(streamId);
    }

    /** Streams that were opened after another one. */
    List<Http2Stream> above(int lastId) {
        return streams.values().stream().filter(stream -> stream.id() > lastId).toList();
    }

    List<SendWindow> windows() {
        return streams.values().stream().map(Http2Stream::window).toList();
    }

    /** Returns false if it is gone already. */
    boolean remove(Http2Stream stream) {
        return streams.remove(stream.id()) != null;
    }

    /** Closes all, and gives them to whoever tells their callers. */
    List<Http2Stream> takeAll() {
        List<Http2Stream> all = List.copyOf(streams.values());
        streams.clear();
        all.forEach(stream -> stream.window().close());
        return all;
    }

    int size() {
        return streams.size();
    }

    boolean isEmpty() {
        return streams.isEmpty();
    }
}
