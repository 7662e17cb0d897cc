// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.core.Deadline;
import dev.martlet.core.Failure;
import dev.martlet.core.UpstreamFailure;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FieldBlock;
import dev.martlet.server.http2.Frame;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.http2.FrameWriter;
import dev.martlet.server.http2.PeerSettings;
import dev.martlet.server.http2.Sender;
import dev.martlet.server.http2.Setting;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One connection and its streams. A virtual thread of its own reads ({@link Receiver}); whoever has
 * something to send gives it to the {@link Sender}. Thread-safe.
 */
final class Http2Connection {
    /** How long the last words of a connection may take. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Wire wire;
    private final String upstream;
    private final Watchdog watchdog;
    private final Duration idleTimeout;
    private final ConnectionOwner owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final OpenStreams streams = new OpenStreams();
    private final Sender sender;
    private final Liveness liveness;
    private final Watch watch;
    private final long born;
    private long idleSince;
    private volatile boolean extendedConnect;
    private volatile boolean ready;
    private volatile boolean retired;
    private volatile boolean closed;

    Http2Connection(
            Wire wire,
            String upstream,
            Watchdog watchdog,
            Duration idleTimeout,
            ConnectionOwner owner)
            throws IOException {
        this.wire = wire;
        this.upstream = upstream;
        this.watchdog = watchdog;
        this.idleTimeout = idleTimeout;
        this.owner = owner;
        this.sender = new Sender(wire.out(), lock, this::broken);
        this.born = watchdog.now();
        this.idleSince = born;
        this.liveness = new Liveness(born);
        this.watch = watchdog.watch(this::look);
    }

    /**
     * Greets the peer and begins to read; {@link ConnectionOwner#ready} follows, or {@link
     * ConnectionOwner#lost}.
     */
    void start() throws IOException {
        var receiver =
                new Receiver(this, new FrameReader(wire.in(), new byte[0], FrameReader.Pace.FREE));
        lock.lock();
        try {
            greet();
            watch.in(idleTimeout);
        } finally {
            lock.unlock();
        }
        sender.flush();
        Thread.ofVirtual().name("h2-" + upstream).start(receiver);
    }

    private void greet() {
        FrameWriter frames = sender.frames();
        frames.preface();
        frames.settings(
                Setting.ENABLE_PUSH, 0, Setting.MAX_HEADER_LIST_SIZE, Limits.FIELD_SECTION_BYTES);
        frames.windowUpdate(0, Limits.CONNECTION_WINDOW - Frame.DEFAULT_WINDOW);
    }

    // --- streams

    /**
     * Opens a stream and puts the head of its request into the output; {@link Sender#flush} sends
     * it.
     *
     * @param end whether the request has no body
     * @return the stream, or null if there is no room for one
     */
    @Nullable Http2Stream open(FieldBlock head, boolean end, boolean toHead, Inbox inbox) {
        lock.lock();
        try {
            if (!hasRoom()) {
                return null;
            }
            if (streams.isEmpty()) {
                long now = watchdog.now();
                liveness.begin(now);
                watch.at(new Deadline(liveness.nextLook()));
            }
            Http2Stream stream = streams.add(sender, inbox, toHead);
            sender.headers(stream.window(), head, end);
            return stream;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        if (watchdog.now() - born > Limits.CONNECTION_AGE.toNanos() || streams.usedUp()) {
            retired = true;
        }
        return ready && !retired && !closed && !streams.full() && !sender.output().full();
    }

    /** What sends on this connection's streams. */
    Sender sender() {
        return sender;
    }

    /** Ends a stream before its time; has no effect if it is gone. */
    void reset(Http2Stream stream, int code) {
        if (sender.reset(stream.window(), code)) {
            sender.output().flushElsewhere();
            forget(stream);
        }
    }

    /** Nothing more will come on a stream: it ends, unless its request is still being sent. */
    void remoteEnded(Http2Stream stream) {
        ended(stream, true);
    }

    /** The request was sent: the stream ends, unless its reply is still to come. */
    void localEnded(Http2Stream stream) {
        ended(stream, false);
    }

    private void ended(Http2Stream stream, boolean remote) {
        boolean over;
        lock.lock();
        try {
            stream.remoteEnded |= remote;
            over = stream.window().ended() && stream.remoteEnded;
        } finally {
            lock.unlock();
        }
        if (over) {
            remove(stream);
        }
    }

    /** Ends a stream without a word to the peer; has no effect if it is gone. */
    void remove(Http2Stream stream) {
        lock.lock();
        try {
            if (stream.window().closed()) {
                return;
            }
            stream.window().close();
        } finally {
            lock.unlock();
        }
        forget(stream);
    }

    /** Frees the place of a stream that was closed. */
    private void forget(Http2Stream stream) {
        boolean last;
        lock.lock();
        try {
            if (!streams.remove(stream)) {
                return;
            }
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

    // --- what the peer says; called by the receiver

    /** The stream if it is open; null if it was once. */
    @Nullable Http2Stream find(int streamId) throws ConnectionError {
        lock.lock();
        try {
            return streams.find(streamId);
        } finally {
            lock.unlock();
        }
    }

    void frameCame(boolean ofStream) {
        liveness.read(watchdog.now(), ofStream);
    }

    /** Whether CONNECT may name a protocol; a peer must not take that back. */
    boolean takesExtendedConnect() {
        return extendedConnect;
    }

    void settings(PeerSettings settings) throws ConnectionError {
        if (settings.extendedConnect() == 1) {
            extendedConnect = true;
        }
        lock.lock();
        try {
            if (settings.maxStreams() != PeerSettings.ABSENT) {
                streams.most(settings.maxStreams());
            }
            if (settings.initialWindow() != PeerSettings.ABSENT) {
                sender.initialWindow(settings.initialWindow(), streams.windows());
            }
        } finally {
            lock.unlock();
        }
        sender.answer(FrameWriter::settingsAck);
        if (ready) {
            owner.roomMade(this);
        } else {
            ready = true;
            owner.ready(this);
        }
    }

    /** The peer will not work on streams above one, and wants no more (RFC 9113, section 6.8). */
    void goAway(int lastId, String reason) {
        retired = true;
        List<Http2Stream> refused;
        boolean unused;
        lock.lock();
        try {
            refused = streams.above(lastId);
            unused = streams.isEmpty();
        } finally {
            lock.unlock();
        }
        var cause = new IOException(reason);
        for (Http2Stream stream : refused) {
            remove(stream);
            stream.inbox().fail(new UpstreamFailure.Reset(upstream, true), cause);
        }
        if (unused) {
            shutDown();
        }
        owner.roomMade(this);
    }

    /** The peer has closed the connection, or it broke. */
    void broken(IOException cause) {
        fail(new UpstreamFailure.Reset(upstream, false), cause, ErrorCode.NO_ERROR);
    }

    /** The peer broke the protocol. */
    void violated(ConnectionError error) {
        fail(new UpstreamFailure.Protocol(upstream), error, error.code());
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
        fail(new UpstreamFailure.Reset(upstream, true), null, ErrorCode.NO_ERROR);
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
            broken = streams.takeAll();
            // The peer opens no streams, so the last one of its is always 0.
            sender.frames().goAway(0, code);
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
        sender.output().finish();
        if (linger) {
            wire.linger();
        }
        wire.close();
        watch.close();
    }

    /** Looks at a connection that is silent or idle; called when the watch fires. */
    private void look() {
        if (closed) {
            wire.cut();
        } else if (streams() == 0) {
            retireIfIdle();
        } else if (isDead()) {
            wire.cut();
            broken(new IOException("upstream neither answers a PING nor reads"));
        } else {
            sender.output().flushElsewhere();
        }
    }

    private boolean isDead() {
        lock.lock();
        try {
            Liveness.Verdict verdict = liveness.look(watchdog.now());
            if (verdict == Liveness.Verdict.DEAD || sender.output().stuck()) {
                return true;
            }
            if (verdict == Liveness.Verdict.ASK) {
                sender.frames().ping(0);
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
