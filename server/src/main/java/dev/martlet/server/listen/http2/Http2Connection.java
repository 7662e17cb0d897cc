// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.listen.http2;

import dev.martlet.core.Peer;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.ListenerTimeouts;
import dev.martlet.server.connection.Protocol;
import dev.martlet.server.connection.RefusalListener;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.http2.ConnectionError;
import dev.martlet.server.http2.ErrorCode;
import dev.martlet.server.http2.FrameReader;
import dev.martlet.server.http2.Sender;
import dev.martlet.server.http2.Setting;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 with one client. The connection's thread reads frames and never waits for a stream, so
 * that no stream holds up another; each stream has a thread of its own.
 */
public final class Http2Connection implements Protocol {
    /** A write of this size has the whole write-idle time. */
    static final int WRITE_BYTES = 64 << 10;

    /** What windows of streams may grow by, all together. */
    private static final int SPARE_WINDOW = 4 << 20;

    /** How long a client may take to hear that the connection drains. */
    private static final Duration DRAIN_NOTICE = Duration.ofSeconds(1);

    /** How often a client is listened to that is only to hear our last words. */
    private static final int LINGER_READS = 64;

    private static final int DRAIN_PING = 0x6d61_7274;

    private final ClientSocket socket;
    private final Peer peer;
    private final Http2Context context;
    private final FrameReader reader;
    private final FrameHandler handler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Sender sender;
    private final StreamTable streams;
    private final ConnectionWindow received;
    private final AtomicInteger spareWindow = new AtomicInteger(SPARE_WINDOW);
    private final Watch readWatch;
    private final Watch writeWatch;
    private final Watch idleWatch;
    private final Duration idle;
    private final ThreadFactory threads;
    private boolean greeted;
    private boolean noticed;
    private volatile boolean draining;
    private volatile boolean refusing;
    private volatile boolean over;

    /**
     * A connection.
     *
     * @param first what was read from the socket already
     */
    public Http2Connection(
            ClientSocket socket,
            byte[] first,
            Peer peer,
            ListenerSettings settings,
            ServerContext server) {
        this.socket = socket;
        this.peer = peer;
        this.context =
                new Http2Context(settings, server.handler(), server.date(), server.refusals());
        Watchdog watchdog = server.watchdog();
        this.readWatch = watchdog.watch(socket::abort);
        this.writeWatch = watchdog.watch(socket::abort);
        this.idleWatch = watchdog.watch(this::endIdle);
        ListenerTimeouts timeouts = settings.timeouts();
        this.idle = timeouts.idle();
        this.reader = new FrameReader(socket.in(), first, new ReadPace(readWatch, timeouts));
        var out = new WatchedOutput(socket.out(), writeWatch, timeouts.writeIdle());
        // The thread that reads finds out, and ends the streams.
        this.sender = new Sender(out, lock, broken -> socket.abort());
        this.received = new ConnectionWindow(server.receiveMemory(), watchdog::now, this::evict);
        int most = settings.limits().concurrentStreams();
        this.streams = new StreamTable(most);
        var flood = new FloodGuard(most, watchdog::now);
        var requests = new RequestReceiver(this, reader, streams, flood);
        this.handler =
                new FrameHandler(
                        reader, sender, streams, requests, flood, received, this::answered);
        this.threads =
                Thread.ofVirtual()
                        .name(settings.name() + "-h2")
                        .inheritInheritableThreadLocals(false)
                        .factory();
    }

    Peer peer() {
        return peer;
    }

    Http2Context context() {
        return context;
    }

    Sender sender() {
        return sender;
    }

    AtomicInteger spareWindow() {
        return spareWindow;
    }

    /** What the client may send over all streams. */
    ConnectionWindow received() {
        return received;
    }

    /** Whether the client was told that no further stream is taken. */
    boolean refusing() {
        return refusing;
    }

    @Override
    public void serve() throws IOException {
        try {
            reader.preface();
            greet();
            idleWatch.in(idle);
            if (draining) {
                drain();
            }
            while (reader.next()) {
                handler.handle();
            }
        } catch (EOFException e) {
            // As between two frames: the client has gone.
        } catch (ConnectionError e) {
            refused(RefusalListener.Reason.HTTP2_CONNECTION, e.getMessage());
            giveUp(e.code());
            linger();
            throw e;
        } catch (RuntimeException e) {
            giveUp(ErrorCode.INTERNAL_ERROR);
            throw e;
        } finally {
            end();
        }
    }

    /** Notes that the client was refused something for which there is no exchange. */
    void refused(String reason, @Nullable String detail) {
        context.refusals().refused(reason, peer.address(), detail);
    }

    private void greet() {
        lock.lock();
        try {
            greeted = true;
            sender.frames()
                    .settings(
                            Setting.MAX_CONCURRENT_STREAMS,
                            context.settings().limits().concurrentStreams(),
                            Setting.ENABLE_CONNECT_PROTOCOL,
                            1,
                            Setting.MAX_HEADER_LIST_SIZE,
                            context.settings().limits().headerSize());
        } finally {
            lock.unlock();
        }
        sender.flush();
    }

    private void end() {
        over = true;
        streams.gone();
        received.close();
        if (refusing) {
            // Our own end: the client is to have all that was said.
            sender.output().finish();
        }
        readWatch.close();
        writeWatch.close();
        idleWatch.close();
    }

    private void giveUp(int code) {
        streams.gone();
        goAway(code);
        sender.output().finish();
    }

    /** Lets the client read what it was told last: closing on unread bytes would take it back. */
    private void linger() {
        try {
            socket.endOutput();
            readWatch.in(DRAIN_NOTICE);
            byte[] rest = new byte[1024];
            int reads = LINGER_READS;
            while (reads > 0 && socket.in().read(rest) > 0) {
                reads--;
            }
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** Runs a stream that the client has opened. */
    void begin(ServerStream stream) {
        streams.add(stream);
        idleWatch.clear();
        threads.newThread(stream).start();
    }

    /** A stream does not count any more against the limit. */
    void closed() {
        streams.closed();
    }

    /** A stream's thread has ended. */
    void ended(ServerStream stream) {
        streams.remove(stream);
        if (!streams.isEmpty() || over) {
            return;
        }
        received.idle();
        if (refusing) {
            socket.endInput();
        } else {
            idleWatch.in(draining ? DRAIN_NOTICE : idle);
        }
    }

    @Override
    public int inFlight() {
        return streams.size();
    }

    /**
     * Two steps (section 6.8): the client first hears that there is an end, and when it has (its
     * answer to a ping tells), which stream was the last. No request is lost on the way.
     */
    @Override
    public void drain() {
        draining = true;
        lock.lock();
        try {
            if (!greeted || noticed) {
                // Nothing goes before the settings; whoever greets looks again.
                return;
            }
            noticed = true;
            sender.frames().goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
            sender.frames().ping(DRAIN_PING);
        } finally {
            lock.unlock();
        }
        sender.output().flushElsewhere();
        if (streams.isEmpty()) {
            idleWatch.in(DRAIN_NOTICE);
        }
    }

    private void answered(int ping) {
        if (ping == DRAIN_PING) {
            refuseMore();
        }
    }

    private void refuseMore() {
        refusing = true;
        goAway(ErrorCode.NO_ERROR);
        if (streams.isEmpty()) {
            socket.endInput();
        }
    }

    /** Nothing has happened for too long, or nobody answers the drain's ping. */
    private void endIdle() {
        if (streams.isEmpty()) {
            refuseMore();
        }
    }

    /** Other connections need the memory that the streams of this one take, and do not use. */
    private void evict() {
        streams.evict();
    }

    private void goAway(int code) {
        lock.lock();
        try {
            sender.frames().goAway(streams.last(), code);
        } finally {
            lock.unlock();
        }
        sender.output().flushElsewhere();
    }

    @Override
    public void cut() {
        streams.gone();
    }
}
