// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http1;

import dev.martlet.core.Deadline;
import dev.martlet.server.http1.BodyWriter;
import dev.martlet.server.http1.HeadParser;
import dev.martlet.server.http1.HeadWriter;
import dev.martlet.server.http1.HttpInput;
import dev.martlet.server.http1.HttpOutput;
import dev.martlet.server.io.Watch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an endpoint, with the buffers and parsers that it keeps between calls. Used by
 * the thread of its call, and by that of an upload for writing; {@link #abort} is for any thread.
 */
final class Http1Connection {
    /** More at once would only make the JDK's temporary buffers larger. */
    private static final int MOST_PER_WRITE = 64 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final Http1Runtime runtime;
    private final long idleNanos;
    private final Watch watch;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final HttpInput input;
    private final HttpOutput output;
    private final HeadParser parser;
    private final HeadWriter heads;
    private final BodyWriter bodies;

    private @Nullable InputStream secureInput;
    private @Nullable OutputStream secureOutput;
    private @Nullable SSLSocket secure;
    private ByteBuffer readView = NOTHING;
    private ByteBuffer writeView = NOTHING;
    private volatile @Nullable CallState call;
    private boolean inBody;
    private boolean heard;
    private volatile boolean wrote;
    private volatile @Nullable Watch writeWatch;
    private boolean reused;
    private long idleSince;

    /**
     * A connection that is not connected yet.
     *
     * @param bodyIdle longest silence within a body
     * @param idleExpired told when a deadline passes while no call holds the connection
     */
    Http1Connection(
            SocketChannel channel,
            Http1Runtime runtime,
            Duration bodyIdle,
            Consumer<Http1Connection> idleExpired) {
        this.channel = channel;
        this.runtime = runtime;
        this.idleNanos = bodyIdle.toNanos();
        this.watch = runtime.watchdog().watch(() -> expired(idleExpired));
        this.input = new HttpInput(this::receive, runtime.buffers(), runtime.limits());
        this.output = new HttpOutput(this::transmit, runtime.buffers());
        this.parser = new HeadParser(runtime.limits());
        this.heads = new HeadWriter(output);
        this.bodies = new BodyWriter(output, heads);
    }

    /** Reads and writes through TLS from here on. */
    void secured(SSLSocket socket) throws IOException {
        secure = socket;
        secureInput = socket.getInputStream();
        secureOutput = socket.getOutputStream();
    }

    SocketChannel channel() {
        return channel;
    }

    HttpInput input() {
        return input;
    }

    HttpOutput output() {
        return output;
    }

    HeadParser parser() {
        return parser;
    }

    HeadWriter heads() {
        return heads;
    }

    BodyWriter bodies() {
        return bodies;
    }

    /** Called under the lock of the call. */
    void heldBy(@Nullable CallState holder) {
        call = holder;
        if (holder != null) {
            heard = false;
            wrote = false;
            inBody = false;
        }
    }

    /** From here on each read has to bring something within the idle time. */
    void bodyBegins() {
        inBody = true;
    }

    /** From here on silence is no failure. */
    void tunnelBegins() {
        inBody = false;
    }

    void watchUntil(Deadline deadline) {
        watch.at(deadline);
    }

    /** From here on each write has to go through within the idle time. */
    void uploadBegins(Watch forWrites) {
        writeWatch = forWrites;
    }

    void uploadEnds() {
        writeWatch = null;
    }

    /** Whether the endpoint has sent anything since the call took the connection. */
    boolean heard() {
        return heard;
    }

    /** Whether any byte was handed to the network since the call took the connection. */
    boolean wrote() {
        return wrote;
    }

    /** Whether an earlier call used the connection. */
    boolean reused() {
        return reused;
    }

    void idleFrom(long now) {
        idleSince = now;
        reused = true;
    }

    long idleSince() {
        return idleSince;
    }

    /**
     * Whether an unused connection is still open and silent, as far as this machine knows. Never
     * blocks. What an endpoint sends unasked is either a farewell or an attack on the next caller,
     * so bytes are as bad as an end.
     */
    boolean usable() {
        if (input.buffered() > 0) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Gives up the buffers of a connection that stays unused. */
    void releaseBuffers() {
        input.release();
        output.release();
        readView = NOTHING;
        writeView = NOTHING;
    }

    /** Cuts the connection; whoever waits for it fails at once. */
    void abort() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone, which is what was asked for.
        }
    }

    /** Cuts the connection and forgets it. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            watch.close();
            abort();
        }
    }

    /** Tells the endpoint that no more will come. */
    void shutdownOutput() throws IOException {
        if (secure != null) {
            secure.shutdownOutput();
        } else {
            channel.shutdownOutput();
        }
    }

    private void expired(Consumer<Http1Connection> idleExpired) {
        @Nullable CallState holder = call;
        if (holder != null) {
            holder.expired();
        } else {
            idleExpired.accept(this);
        }
    }

    private int receive(byte[] buffer, int offset, int length) throws IOException {
        @Nullable CallState holder = call;
        if (!inBody || holder == null) {
            return receiveNow(buffer, offset, length);
        }
        holder.silentUntil(this, new Deadline(runtime.watchdog().now() + idleNanos));
        int count = receiveNow(buffer, offset, length);
        holder.silentUntil(this, Deadline.NONE);
        return count;
    }

    private int receiveNow(byte[] buffer, int offset, int length) throws IOException {
        int count;
        if (secureInput != null) {
            count = secureInput.read(buffer, offset, length);
        } else {
            readView = view(readView, buffer);
            count = channel.read(readView.limit(offset + length).position(offset));
        }
        heard |= count > 0;
        return count;
    }

    private void transmit(byte[] buffer, int offset, int length) throws IOException {
        @Nullable Watch limit = writeWatch;
        if (limit == null) {
            transmitNow(buffer, offset, length);
            return;
        }
        limit.at(new Deadline(runtime.watchdog().now() + idleNanos));
        transmitNow(buffer, offset, length);
        limit.clear();
    }

    private void transmitNow(byte[] buffer, int offset, int length) throws IOException {
        if (secureOutput != null) {
            wrote = true;
            secureOutput.write(buffer, offset, length);
            return;
        }
        writeView = view(writeView, buffer);
        int at = offset;
        int end = offset + length;
        while (at < end) {
            int most = Math.min(end, at + MOST_PER_WRITE);
            // Precise, unlike a stream's write: what failed before its first byte can be repeated.
            at += channel.write(writeView.limit(most).position(at));
            wrote = true;
        }
    }

    /** A view of an array; it is nearly always the same one. */
    @SuppressWarnings({
        "ReferenceEquality",
        "ByteBufferBackingArray"
    }) // The very array; always wrapped.
    private static ByteBuffer view(ByteBuffer last, byte[] buffer) {
        return last.array() == buffer ? last : ByteBuffer.wrap(buffer);
    }
}
