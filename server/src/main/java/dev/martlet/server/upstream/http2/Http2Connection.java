// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection and its streams. A virtual thread of its own reads ({@link Receiver}); whoever has
 * something to send puts it into the {@link Output}. Thread-safe.
 */
final class Http2Connection {
    /** Who keeps the connection; called without locks. */
    interface Owner {
        /** The first SETTINGS came: streams can be opened. */
        void ready(Http2Connection connection);

        /** A stream has ended; with the last one the connection may close. */
        void roomMade(Http2Connection connection);

        /** The connection takes no more streams, or is gone. */
        void lost(Http2Connection connection, Failure failure, @Nullable Throwable cause);
    }

    /** How long the last words of a connection may take. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Wire wire;
    private final String upstream;
    private final Watchdog watchdog;
    private final Duration idleTimeout;
    private final Owner owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private final Output output;
    private final FrameWriter frames;
    private final SendFlow flow;
    private final Liveness liveness;
    private final Watch watch;
    private final long born;
    private int nextId = 1;
    private int mostStreams = Limits.STREAMS;
    private long idleSince;
    private volatile boolean ready;
    private volatile boolean retired;
    private boolean closed;

    Http2Connection(
            Wire wire, String upstream, Watchdog watchdog, Duration idleTimeout, Owner owner)
            throws IOException {
        this.wire = wire;
        this.upstream = upstream;
        this.watchdog = watchdog;
        this.idleTimeout = idleTimeout;
        this.owner = owner;
        this.output = new Output(wire.out(), lock, this::written, e -> broken(e));
        this.frames = new FrameWriter(output);
        this.flow = new SendFlow(output);
        this.born = watchdog.now();
        this.idleSince = born;
        this.liveness = new Liveness(born);
        this.watch = watchdog.watch(this::look);
    }

    /** Greets the peer and begins to read; {@link Owner#ready} follows, or {@link Owner#lost}. */
    void start() throws IOException {
        var receiver = new Receiver(this, new FrameReader(wire.in()));
        lock.lock();
        try {
            frames.greeting();
            watch.in(idleTimeout);
        } finally {
            lock.unlock();
        }
        output.flush();
        Thread.ofVirtual().name("h2-" + upstream).start(receiver);
    }

    // --- streams

    /**
     * Opens a stream and puts the head of its request into the output; {@link #flush} sends it.
     *
     * @param end whether the request has no body
     * @return the stream, or null if there is no room for one
     */
    @Nullable Http2Stream open(Block head, boolean end, boolean toHead, Inbox inbox) {
        lock.lock();
        try {
            if (!hasRoom()) {
                return null;
            }
            var stream =
                    new Http2Stream(nextId, inbox, toHead, flow.initial(), lock.newCondition());
            nextId += 2;
            if (streams.isEmpty()) {
                long now = watchdog.now();
                liveness.begin(now);
                watch.at(new Deadline(liveness.nextLook()));
            }
            streams.put(stream.id(), stream);
            stream.localEnded = end;
            frames.headers(stream.id(), head, end);
            return stream;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        if (watchdog.now() - born > Limits.CONNECTION_AGE.toNanos()
                || nextId > Limits.LAST_STREAM_ID) {
            retired = true;
        }
        return ready
                && !retired
                && !closed
                && streams.size() < mostStreams
                && output.backlog() < Limits.OUTPUT_BACKLOG_BYTES;
    }

    /** Sends what was put into the output. */
    void flush() {
        output.flush();
    }

    /**
     * Puts bytes into the output if the windows allow all of them.
     *
     * @return false if nothing was done
     */
    boolean offer(Http2Stream stream, byte[] bytes, int length, boolean end) {
        lock.lock();
        try {
            if (stream.gone || flow.room(stream) < length) {
                return false;
            }
            int sent = 0;
            do {
                int part = Math.min(length - sent, Limits.FRAME_BYTES);
                data(stream, bytes, sent, part, end && sent + part == length);
                sent += part;
            } while (sent < length);
        } finally {
            lock.unlock();
        }
        endedIfBoth(stream);
        return true;
    }

    /**
     * Sends bytes, as the peer takes them.
     *
     * @return false if the stream is gone
     */
    boolean send(Http2Stream stream, byte[] bytes, int length, boolean end) {
        int sent = 0;
        do {
            lock.lock();
            try {
                int part = flow.allowed(stream, length - sent);
                while (!stream.gone && part == 0 && length > 0) {
                    flow.await(stream);
                    part = flow.allowed(stream, length - sent);
                }
                if (stream.gone) {
                    return false;
                }
                data(stream, bytes, sent, part, end && sent + part == length);
                sent += part;
            } finally {
                lock.unlock();
            }
            output.flush();
        } while (sent < length);
        endedIfBoth(stream);
        return true;
    }

    /** Ends the request with trailers. */
    void sendTrailers(Http2Stream stream, Block trailers) {
        lock.lock();
        try {
            if (stream.gone) {
                return;
            }
            stream.localEnded = true;
            frames.headers(stream.id(), trailers, true);
        } finally {
            lock.unlock();
        }
        output.flush();
        endedIfBoth(stream);
    }

    /** Gives the peer leave to send more on a stream. */
    void credit(Http2Stream stream, int bytes) {
        lock.lock();
        try {
            if (stream.gone || stream.remoteEnded) {
                return;
            }
            frames.windowUpdate(stream.id(), bytes);
        } finally {
            lock.unlock();
        }
        output.flush();
    }

    /** Ends a stream before its time; has no effect if it is gone. */
    void reset(Http2Stream stream, int code) {
        lock.lock();
        try {
            if (stream.gone) {
                return;
            }
            frames.reset(stream.id(), code);
        } finally {
            lock.unlock();
        }
        output.flushElsewhere();
        remove(stream);
    }

    /** Nothing more will come on a stream: it ends, unless its request is still being sent. */
    void remoteEnded(Http2Stream stream) {
        lock.lock();
        try {
            stream.remoteEnded = true;
        } finally {
            lock.unlock();
        }
        endedIfBoth(stream);
    }

    private void endedIfBoth(Http2Stream stream) {
        if (isOver(stream)) {
            remove(stream);
        }
    }

    private boolean isOver(Http2Stream stream) {
        lock.lock();
        try {
            return stream.localEnded && stream.remoteEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a stream and frees its place. */
    void remove(Http2Stream stream) {
        boolean last;
        lock.lock();
        try {
            if (stream.gone) {
                return;
            }
            stream.gone = true;
            stream.sendable().signalAll();
            streams.remove(stream.id());
            last = streams.isEmpty();
            if (last) {
                idleSince = watchdog.now();
                watch.in(idleTimeout);
            }
        } finally {
            lock.unlock();
        }
        if (last && retired) {
            shutDown();
        }
        owner.roomMade(this);
    }

    private void data(Http2Stream stream, byte[] bytes, int offset, int length, boolean end) {
        frames.data(stream.id(), bytes, offset, length, end);
        flow.sent(stream, length);
        stream.localEnded |= end;
    }

    private void written() {
        flow.wakeAll();
    }

    // --- what the peer says; called by the receiver

    /** The stream if it is open; null if it was once. */
    @Nullable Http2Stream find(int streamId) throws ConnectionError {
        lock.lock();
        try {
            if (streamId >= nextId || streamId % 2 == 0) {
                throw new ConnectionError(
                        ErrorCode.PROTOCOL_ERROR, "frame on stream " + streamId + ", not opened");
            }
            return streams.get(streamId);
        } finally {
            lock.unlock();
        }
    }

    void frameCame(boolean ofStream) {
        liveness.read(watchdog.now(), ofStream);
    }

    /** Says something that the peer asked for. */
    void answer(Consumer<FrameWriter> frame) throws ConnectionError {
        lock.lock();
        try {
            if (output.backlog() > Limits.OUTPUT_MOST_BYTES) {
                throw new ConnectionError(
                        ErrorCode.ENHANCE_YOUR_CALM, "peer asks and does not read");
            }
            frame.accept(frames);
        } finally {
            lock.unlock();
        }
        output.flushElsewhere();
    }

    /** Applies settings; null for those that were not sent. */
    void settings(@Nullable Integer window, @Nullable Integer maxStreams) throws ConnectionError {
        lock.lock();
        try {
            if (maxStreams != null) {
                mostStreams = Math.min(maxStreams, Limits.STREAMS);
            }
            if (window != null && !flow.initialWindow(window, streams.values())) {
                throw windowTooLarge();
            }
        } finally {
            lock.unlock();
        }
        answer(FrameWriter::settingsAck);
        if (ready) {
            owner.roomMade(this);
        } else {
            ready = true;
            owner.ready(this);
        }
    }

    void windowOpened(int bytes) throws ConnectionError {
        lock.lock();
        try {
            if (!flow.opened(bytes)) {
                throw windowTooLarge();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns false if the window would become too large. */
    boolean windowOpened(Http2Stream stream, int bytes) {
        lock.lock();
        try {
            return flow.opened(stream, bytes);
        } finally {
            lock.unlock();
        }
    }

    private static ConnectionError windowTooLarge() {
        return new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
    }

    /** The peer will not work on streams above one, and wants no more (RFC 9113, section 6.8). */
    void goAway(int lastId, String reason) {
        retired = true;
        List<Http2Stream> refused = new ArrayList<>();
        boolean unused;
        lock.lock();
        try {
            for (Http2Stream stream : streams.values()) {
                if (stream.id() > lastId) {
                    refused.add(stream);
                }
            }
            unused = streams.isEmpty();
        } finally {
            lock.unlock();
        }
        var cause = new IOException(reason);
        for (Http2Stream stream : refused) {
            remove(stream);
            stream.inbox().fail(new Failure.UpstreamReset(upstream, true), cause);
        }
        if (unused) {
            shutDown();
        }
        owner.roomMade(this);
    }

    /** The peer has closed the connection, or it broke. */
    void broken(IOException cause) {
        fail(new Failure.UpstreamReset(upstream, false), cause, ErrorCode.NO_ERROR);
    }

    /** The peer broke the protocol. */
    void violated(ConnectionError error) {
        fail(new Failure.UpstreamProtocol(upstream), error, error.code());
    }

    String upstream() {
        return upstream;
    }

    // --- the connection's end

    /** Whether streams may be opened here, now or when others have ended. */
    boolean usable() {
        return ready && !retired;
    }

    /** How many streams are open. */
    int streams() {
        lock.lock();
        try {
            return streams.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more streams; closes with the last one. */
    void retire() {
        retired = true;
        if (streams() == 0) {
            shutDown();
        }
    }

    /** Closes a connection whose streams have ended; one that came in between fails unprocessed. */
    private void shutDown() {
        fail(new Failure.UpstreamReset(upstream, true), null, ErrorCode.NO_ERROR);
    }

    private void fail(Failure failure, @Nullable Throwable cause, int code) {
        List<Http2Stream> broken;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            retired = true;
            broken = List.copyOf(streams.values());
            streams.clear();
            for (Http2Stream stream : broken) {
                stream.gone = true;
                stream.sendable().signalAll();
            }
            frames.goAway(code);
            watch.in(FAREWELL);
        } finally {
            lock.unlock();
        }
        broken.forEach(stream -> stream.inbox().fail(failure, cause));
        boolean linger = code != ErrorCode.NO_ERROR;
        Thread.startVirtualThread(() -> farewell(linger));
        owner.lost(this, failure, cause);
    }

    private void farewell(boolean linger) {
        output.finish();
        if (linger) {
            wire.linger();
        }
        wire.close();
        watch.close();
    }

    /** Looks at a connection that is silent or idle; called when the watch fires. */
    private void look() {
        lock.lock();
        try {
            if (closed) {
                wire.cut();
                return;
            }
        } finally {
            lock.unlock();
        }
        if (streams() == 0) {
            retireIfIdle();
        } else if (isDead()) {
            wire.cut();
            broken(new IOException("upstream neither answers a PING nor reads"));
        } else {
            output.flushElsewhere();
        }
    }

    private boolean isDead() {
        lock.lock();
        try {
            Liveness.Verdict verdict = liveness.look(watchdog.now());
            if (verdict == Liveness.Verdict.DEAD || output.stuck()) {
                return true;
            }
            if (verdict == Liveness.Verdict.ASK) {
                frames.ping();
            }
            watch.at(new Deadline(liveness.nextLook()));
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void retireIfIdle() {
        boolean expired;
        lock.lock();
        try {
            long left = idleSince + idleTimeout.toNanos() - watchdog.now();
            expired = streams.isEmpty() && left <= 0;
            if (expired) {
                retired = true;
            } else {
                watch.at(new Deadline(watchdog.now() + left));
            }
        } finally {
            lock.unlock();
        }
        if (expired) {
            shutDown();
        }
    }
}
