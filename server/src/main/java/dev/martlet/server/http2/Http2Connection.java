// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

import dev.martlet.core.Failure;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Peer;
import dev.martlet.core.RequestHead;
import dev.martlet.server.connection.ClientSocket;
import dev.martlet.server.connection.ListenerLimits;
import dev.martlet.server.connection.ListenerSettings;
import dev.martlet.server.connection.Protocol;
import dev.martlet.server.connection.ServerContext;
import dev.martlet.server.http1.TrailerRules;
import dev.martlet.server.io.Watch;
import dev.martlet.server.io.Watchdog;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 with one client. The connection's thread reads frames and never waits for a stream, so
 * that no stream holds up another; each stream has a thread of its own.
 */
public final class Http2Connection implements Protocol {
    /** What a client says first (RFC 9113, section 3.4). */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** Data are bounded by the windows of the streams; the connection's is never what stalls. */
    private static final int CONNECTION_WINDOW = 8 << 20;

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
    private final ListenerLimits limits;
    private final FrameInput input;
    private final FrameOutput output;
    private final Watch readWatch;
    private final Watch writeWatch;
    private final Watch idleWatch;
    private final Duration idle;
    private final SendWindow sendWindow = new SendWindow();
    private final AtomicInteger spareWindow = new AtomicInteger(SPARE_WINDOW);
    private final HpackDecoder decoder = new HpackDecoder();
    private final Map<Integer, ServerStream> streams = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final FloodGuard flood;
    private final ThreadFactory threads;

    /** The last stream that was taken in, as GOAWAY tells it, and the last that was seen. */
    private volatile int lastStream;

    private int highestSeen;
    private volatile boolean draining;
    private volatile boolean refusing;
    private volatile boolean over;
    private int unacknowledged;
    private int blockStream;
    private boolean blockEndsStream;
    private ByteArrayOutputStream block = new ByteArrayOutputStream(0);

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
        this.context = new Http2Context(settings, server.handler(), server.date());
        this.limits = settings.limits();
        Watchdog watchdog = server.watchdog();
        this.readWatch = watchdog.watch(socket::abort);
        this.writeWatch = watchdog.watch(socket::abort);
        this.idleWatch = watchdog.watch(this::endIdle);
        this.idle = settings.timeouts().idle();
        this.input =
                new FrameInput(
                        socket.in(),
                        first,
                        readWatch,
                        settings.timeouts().headerRead(),
                        settings.timeouts().bodyIdle());
        this.output = new FrameOutput(socket.out(), writeWatch, settings.timeouts().writeIdle());
        this.flood = new FloodGuard(limits.concurrentStreams(), watchdog::now);
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

    FrameOutput output() {
        return output;
    }

    AtomicInteger spareWindow() {
        return spareWindow;
    }

    @Override
    public void serve() throws IOException {
        try {
            input.preface(PREFACE.getBytes(StandardCharsets.US_ASCII));
            output.control(settingsFrame());
            output.control(
                    Frame.ofInts(
                            Frame.WINDOW_UPDATE, 0, 0, CONNECTION_WINDOW - Frame.DEFAULT_WINDOW));
            idleWatch.in(idle);
            if (draining) {
                drain();
            }
            boolean settingsSeen = false;
            while (input.next(blockStream != 0)) {
                if (!settingsSeen && input.type() != Frame.SETTINGS) {
                    throw ConnectionError.protocol("the first frame is not SETTINGS");
                }
                settingsSeen = true;
                frame();
            }
        } catch (ConnectionError e) {
            goAway(e.code());
            linger();
            throw e;
        } catch (RuntimeException e) {
            goAway(Frame.INTERNAL_ERROR);
            throw e;
        } finally {
            end();
        }
    }

    private void end() {
        over = true;
        sendWindow.close();
        streams.values().forEach(ServerStream::gone);
        readWatch.close();
        writeWatch.close();
        idleWatch.close();
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

    private byte[] settingsFrame() {
        byte[] frame = new byte[Frame.HEADER + 12];
        Frame.header(frame, 0, 12, Frame.SETTINGS, 0, 0);
        setting(frame, 0, Frame.SETTINGS_MAX_CONCURRENT_STREAMS, limits.concurrentStreams());
        setting(frame, 1, Frame.SETTINGS_MAX_HEADER_LIST_SIZE, limits.headerSize());
        return frame;
    }

    private static void setting(byte[] frame, int index, int id, int value) {
        int at = Frame.HEADER + 6 * index;
        frame[at + 1] = (byte) id;
        Frame.putInt(frame, at + 2, value);
    }

    private void frame() throws IOException {
        int type = input.type();
        if (blockStream != 0 && (type != Frame.CONTINUATION || input.stream() != blockStream)) {
            throw ConnectionError.protocol("a frame inside of a field block");
        }
        switch (type) {
            case Frame.DATA -> data();
            case Frame.HEADERS -> headers();
            case Frame.CONTINUATION -> continuation();
            case Frame.RST_STREAM -> rstStream();
            case Frame.SETTINGS -> settings();
            case Frame.PING -> ping();
            case Frame.WINDOW_UPDATE -> windowUpdate();
            case Frame.PRIORITY -> checkLength(5);
            case Frame.PUSH_PROMISE -> throw ConnectionError.protocol("a client cannot push");
            default -> {
                // GOAWAY: the client opens no more streams, and closes when it has its replies.
                // Unknown types are ignored (section 5.5).
            }
        }
    }

    private void data() throws IOException {
        int id = input.stream();
        if (id == 0 || id > highestSeen) {
            throw ConnectionError.protocol("DATA on an idle stream");
        }
        int length = input.length();
        int padding = padding();
        boolean end = input.has(Frame.END_STREAM);
        flood.data(length - padding, end);
        // The connection's window opens at once: only the stream's own may hold a stream up.
        unacknowledged += length;
        if (unacknowledged >= CONNECTION_WINDOW / 4) {
            output.control(Frame.ofInts(Frame.WINDOW_UPDATE, 0, 0, unacknowledged));
            unacknowledged = 0;
        }
        @Nullable ServerStream stream = streams.get(id);
        if (stream == null || stream.wasReset()) {
            return;
        }
        if (stream.remoteEnded()) {
            throw new ConnectionError(Frame.STREAM_CLOSED, "DATA behind the end of a stream");
        }
        int start = input.payload() + (input.has(Frame.PADDED) ? 1 : 0);
        if (!stream.data(input.buffer(), start, length - padding, length)
                || (end && !stream.remoteEnd(WritableHeaders.create()))) {
            reset(stream, Frame.PROTOCOL_ERROR);
        }
    }

    /** What of the payload is padding, its length octet included. */
    private int padding() throws ConnectionError {
        if (!input.has(Frame.PADDED)) {
            return 0;
        }
        int length = input.length();
        int padding = length == 0 ? 0 : 1 + (input.buffer()[input.payload()] & 0xff);
        if (padding == 0 || padding > length) {
            throw ConnectionError.protocol("padding larger than the frame");
        }
        return padding;
    }

    private void reset(ServerStream stream, int code) throws IOException {
        flood.reset();
        stream.gone();
        output.control(Frame.ofInts(Frame.RST_STREAM, 0, stream.id(), code));
    }

    private void headers() throws IOException {
        int id = input.stream();
        if ((id & 1) == 0) {
            throw ConnectionError.protocol("not a client's stream");
        }
        int padding = padding();
        int skip = (input.has(Frame.PADDED) ? 1 : 0) + (input.has(Frame.HAS_PRIORITY) ? 5 : 0);
        int size = input.length() - padding - (input.has(Frame.HAS_PRIORITY) ? 5 : 0);
        if (size < 0) {
            throw ConnectionError.protocol("HEADERS shorter than its fields");
        }
        blockStream = id;
        blockEndsStream = input.has(Frame.END_STREAM);
        block = new ByteArrayOutputStream(size);
        fragment(input.payload() + skip, size);
    }

    private void continuation() throws IOException {
        if (blockStream == 0) {
            throw ConnectionError.protocol("CONTINUATION without HEADERS");
        }
        fragment(input.payload(), input.length());
    }

    private void fragment(int start, int size) throws IOException {
        flood.fragment(size);
        block.write(input.buffer(), start, size);
        // Compressed it is never larger than the limit plus the overhead of its parts.
        if (block.size() > 2 * limits.headerSize() + limits.requestLine()) {
            throw new ConnectionError(Frame.ENHANCE_YOUR_CALM, "field block too large");
        }
        if (!input.has(Frame.END_HEADERS)) {
            return;
        }
        int id = blockStream;
        blockStream = 0;
        byte[] complete = block.toByteArray();
        block = new ByteArrayOutputStream(0);
        if (id > highestSeen) {
            open(id, complete);
        } else {
            trailers(id, complete);
        }
    }

    private void trailers(int id, byte[] complete) throws IOException {
        var fields = new RequestFields(limits, true);
        decoder.decode(complete, fields);
        @Nullable ServerStream stream = streams.get(id);
        if (stream == null || stream.wasReset()) {
            return;
        }
        if (stream.remoteEnded()) {
            throw new ConnectionError(Frame.STREAM_CLOSED, "HEADERS behind the end of a stream");
        }
        TrailerRules.strip(fields.headers());
        boolean good = fields.failure() == null && blockEndsStream;
        if (!good || !stream.remoteEnd(fields.headers())) {
            reset(stream, Frame.PROTOCOL_ERROR);
        }
    }

    private void open(int id, byte[] complete) throws IOException {
        var fields = new RequestFields(limits, false);
        decoder.decode(complete, fields);
        highestSeen = id;
        if (refusing) {
            // Above the last stream of our GOAWAY: the client knows that it was not processed.
            return;
        }
        lastStream = id;
        // Streams that were given up count until their thread has ended, or opening and resetting
        // them would be free.
        if (open.get() >= limits.concurrentStreams()
                || streams.size() >= 2 * limits.concurrentStreams()) {
            flood.reset();
            output.control(Frame.ofInts(Frame.RST_STREAM, 0, id, Frame.REFUSED_STREAM));
            return;
        }
        ServerStream stream = stream(id, fields);
        open.incrementAndGet();
        streams.put(id, stream);
        idleWatch.clear();
        threads.newThread(stream).start();
    }

    private ServerStream stream(int id, RequestFields fields) {
        @Nullable RequestHead head = null;
        @Nullable Failure refused = null;
        long length = -1;
        try {
            head = fields.head(peer.secure() ? "https" : "http");
            length = fields.contentLength();
            if (limits.bodySize() >= 0 && length > limits.bodySize()) {
                refused = new Failure.PayloadTooLarge(limits.bodySize());
            } else if (blockEndsStream && length > 0) {
                refused = new Failure.BadRequest("The body is shorter than its Content-Length.");
            }
        } catch (GatewayException e) {
            refused = e.failure();
        }
        boolean expects =
                fields.headers().contains(HeaderNames.EXPECT)
                        && fields.headers()
                                .get(HeaderNames.EXPECT)
                                .get()
                                .equalsIgnoreCase("100-continue");
        ServerStream.@Nullable RequestBodySettings body =
                blockEndsStream
                        ? null
                        : new ServerStream.RequestBodySettings(
                                length,
                                limits.bodySize(),
                                context.settings().timeouts().bodyIdle(),
                                expects);
        return new ServerStream(
                id, this, sendWindow.ofStream(), head, refused, body, blockEndsStream);
    }

    private void rstStream() throws IOException {
        checkLength(4);
        int id = input.stream();
        if (id == 0 || id > highestSeen) {
            throw ConnectionError.protocol("RST_STREAM on an idle stream");
        }
        @Nullable ServerStream stream = streams.get(id);
        if (stream != null) {
            if (stream.open()) {
                flood.reset();
            }
            stream.gone();
        }
    }

    private void settings() throws IOException {
        if (input.stream() != 0) {
            throw ConnectionError.protocol("SETTINGS on a stream");
        }
        if (input.has(Frame.ACK)) {
            checkLength(0);
            return;
        }
        if (input.length() % 6 != 0) {
            throw new ConnectionError(Frame.FRAME_SIZE_ERROR, "SETTINGS with a part of one");
        }
        for (int at = 0; at < input.length(); at += 6) {
            int start = input.payload() + at;
            int id = ((input.buffer()[start] & 0xff) << 8) | (input.buffer()[start + 1] & 0xff);
            setting(id, input.payloadInt(at + 2));
        }
        flood.control();
        output.control(Frame.ofInts(Frame.SETTINGS, Frame.ACK, 0));
    }

    private void setting(int id, int value) throws ConnectionError {
        switch (id) {
            case Frame.SETTINGS_INITIAL_WINDOW_SIZE -> {
                if (value < 0) {
                    throw new ConnectionError(Frame.FLOW_CONTROL_ERROR, "window too large");
                }
                sendWindow.initial(value);
            }
            case Frame.SETTINGS_MAX_FRAME_SIZE -> {
                if (value < Frame.MAX_PAYLOAD || value > 0xff_ffff) {
                    throw ConnectionError.protocol("frame size out of range");
                }
                // We never send larger frames than every peer has to take.
            }
            case Frame.SETTINGS_ENABLE_PUSH -> {
                if (value != 0 && value != 1) {
                    throw ConnectionError.protocol("ENABLE_PUSH neither 0 nor 1");
                }
            }
            default -> {
                // The header table is not used, the other limits bind clients only.
            }
        }
    }

    private void ping() throws IOException {
        checkLength(8);
        if (input.stream() != 0) {
            throw ConnectionError.protocol("PING on a stream");
        }
        int high = input.payloadInt(0);
        int low = input.payloadInt(4);
        if (!input.has(Frame.ACK)) {
            flood.control();
            output.control(Frame.ofInts(Frame.PING, Frame.ACK, 0, high, low));
        } else if (high == DRAIN_PING) {
            refuseMore();
        }
    }

    private void windowUpdate() throws IOException {
        checkLength(4);
        int increment = input.payloadInt(0) & 0x7fff_ffff;
        int id = input.stream();
        if (id == 0) {
            if (increment == 0) {
                throw ConnectionError.protocol("WINDOW_UPDATE by 0");
            }
            if (!sendWindow.add(increment)) {
                throw new ConnectionError(Frame.FLOW_CONTROL_ERROR, "window too large");
            }
            return;
        }
        if (id > highestSeen) {
            throw ConnectionError.protocol("WINDOW_UPDATE on an idle stream");
        }
        @Nullable ServerStream stream = streams.get(id);
        if (stream == null || stream.wasReset()) {
            return;
        }
        if (increment == 0) {
            reset(stream, Frame.PROTOCOL_ERROR);
        } else if (!stream.window().add(increment)) {
            reset(stream, Frame.FLOW_CONTROL_ERROR);
        }
    }

    private void checkLength(int expected) throws ConnectionError {
        if (input.length() != expected) {
            throw new ConnectionError(Frame.FRAME_SIZE_ERROR, "frame of a wrong size");
        }
    }

    /** A stream does not count any more against the limit. */
    void closed() {
        open.decrementAndGet();
    }

    /** A stream's thread has ended. */
    void ended(ServerStream stream) {
        streams.remove(stream.id());
        if (!streams.isEmpty() || over) {
            return;
        }
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
        output.tryControl(Frame.ofInts(Frame.GOAWAY, 0, 0, Integer.MAX_VALUE, Frame.NO_ERROR));
        output.tryControl(Frame.ofInts(Frame.PING, 0, 0, DRAIN_PING, 0));
        if (streams.isEmpty()) {
            idleWatch.in(DRAIN_NOTICE);
        }
    }

    private void refuseMore() {
        refusing = true;
        goAway(Frame.NO_ERROR);
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

    private void goAway(int code) {
        output.tryControl(Frame.ofInts(Frame.GOAWAY, 0, 0, lastStream, code));
    }

    @Override
    public void cut() {
        streams.values().forEach(ServerStream::gone);
    }
}
