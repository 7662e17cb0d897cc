// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.server.http1.ParsedField.HeadBytes;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of messages from a connection. A head that came in one piece, as nearly all do,
 * is parsed where it lies; for one that trickles in, the end is looked for first, so that the work
 * stays proportional to its size.
 *
 * <p>One per connection: it remembers names, targets and hosts it saw last. Not thread-safe.
 */
public final class HeadParser {
    /** Empty lines before a request line that are forgiven (RFC 9112, section 2.2). */
    private static final int EMPTY_LINES = 4;

    private final HeadLimits limits;
    private final FieldParser fields;
    private final RequestLine requestLine = new RequestLine();
    private final StatusLine statusLine = new StatusLine();
    private byte[] lastHost = BufferPool.EMPTY;
    private String lastHostText = "";

    /** The first line of a message. */
    interface StartLine {
        /**
         * Reads the line.
         *
         * @return index behind the line's end, or {@link FieldParser#INCOMPLETE}
         * @throws GatewayException if it is malformed
         */
        int parse(byte[] buffer, int from, int end);
    }

    /**
     * A parser.
     *
     * @param limits how large a head may be
     */
    public HeadParser(HeadLimits limits) {
        this.limits = limits;
        this.fields = new FieldParser(limits);
    }

    /**
     * Waits for the head of a request.
     *
     * @param input the connection
     * @param scheme {@code http} or {@code https}
     * @return the head, or null if the client closed the connection before it
     * @throws GatewayException if it is malformed or too large; the connection has to be closed
     *     after the answer
     * @throws IOException if the connection broke, or ended within the head
     */
    public @Nullable ReceivedRequest readRequest(HttpInput input, String scheme)
            throws IOException {
        WritableHeaders<?> headers = read(input, requestLine, false);
        if (headers == null) {
            return null;
        }
        int minorVersion = requestLine.minorVersion();
        RequestTarget target = requestLine.target();
        String authority = authority(headers, minorVersion, target);
        long length = Framing.ofRequest(headers, minorVersion);
        var head =
                new RequestHead(
                        requestLine.method(),
                        scheme,
                        authority,
                        target.path(),
                        target.query(),
                        headers);
        return new ReceivedRequest(
                head,
                minorVersion,
                length,
                Framing.keepAlive(headers, minorVersion),
                minorVersion > 0
                        && headers.contains(HeaderNames.EXPECT)
                        && headers.get(HeaderNames.EXPECT).get().equalsIgnoreCase("100-continue"));
    }

    /**
     * Waits for the head of a reply, be it interim or final.
     *
     * @param input the connection
     * @return the head, or null if the connection ended before it
     * @throws GatewayException if it is malformed or too large
     * @throws IOException if the connection broke, or ended within the head
     */
    public @Nullable ReceivedReply readReply(HttpInput input) throws IOException {
        WritableHeaders<?> headers = read(input, statusLine, true);
        if (headers == null) {
            return null;
        }
        Status status = statusLine.status();
        int minorVersion = statusLine.minorVersion();
        boolean bothLengths =
                headers.contains(HeaderNames.TRANSFER_ENCODING)
                        && headers.contains(HeaderNames.CONTENT_LENGTH);
        long length = Framing.ofReply(headers, minorVersion);
        // Chunks win over a length, but the connection is not trusted any more (RFC 9112, 6.1).
        boolean keepAlive = !bothLengths && Framing.keepAlive(headers, minorVersion);
        return new ReceivedReply(status, headers, length, keepAlive, minorVersion);
    }

    private @Nullable WritableHeaders<?> read(HttpInput input, StartLine line, boolean reply)
            throws IOException {
        if (input.buffered() == 0 && !input.fill()) {
            return null;
        }
        if (!reply && !skipEmptyLines(input)) {
            return null;
        }
        WritableHeaders<?> headers = parse(input, line, reply);
        if (headers == null) {
            awaitEnd(input);
            headers = parse(input, line, reply);
        }
        if (headers == null) {
            throw new EOFException("connection ended within a head");
        }
        return headers;
    }

    private @Nullable WritableHeaders<?> parse(HttpInput input, StartLine line, boolean reply) {
        byte[] buffer = input.buffer();
        int start = input.position();
        int end = input.end();
        int lineEnd = line.parse(buffer, start, end);
        checkLine((lineEnd == FieldParser.INCOMPLETE ? end : lineEnd) - start);
        if (lineEnd == FieldParser.INCOMPLETE) {
            return null;
        }
        var head = new HeadBytes(buffer, lineEnd);
        WritableHeaders<?> headers = WritableHeaders.create();
        int headEnd = fields.parse(buffer, lineEnd, end, head, headers, reply);
        if (headEnd == FieldParser.INCOMPLETE) {
            return null;
        }
        head.keep(headEnd - lineEnd);
        input.skip(headEnd - start);
        return headers;
    }

    /** Reads until an empty line is in the buffer, or the end; looks at each byte once. */
    private void awaitEnd(HttpInput input) throws IOException {
        var end = new SectionEnd();
        while (!end.isIn(input)) {
            int firstLine = end.firstLine();
            checkLine(firstLine < 0 ? input.buffered() : firstLine);
            if (firstLine >= 0) {
                fields.checkSize(input.buffered() - firstLine);
            }
            if (!input.fill()) {
                return;
            }
        }
    }

    /** Returns false if the connection ended before a request began. */
    private static boolean skipEmptyLines(HttpInput input) throws IOException {
        for (int lines = 0; ; lines++) {
            if (input.buffered() == 0 && !input.fill()) {
                return false;
            }
            if (input.buffer()[input.position()] != '\r') {
                return true;
            }
            if (input.buffered() == 1 && !input.fill()) {
                return false;
            }
            FieldParser.checkLineFeed(input.buffer()[input.position() + 1]);
            if (lines == EMPTY_LINES) {
                throw FieldParser.bad("The request begins with empty lines.");
            }
            input.skip(2);
        }
    }

    private void checkLine(int size) {
        if (size > limits.requestLine()) {
            throw new GatewayException(new RequestFailure.RequestLineTooLong(limits.requestLine()));
        }
    }

    /** Takes Host out of the fields; an absolute target overrides it (RFC 9112, 3.2.2). */
    private String authority(WritableHeaders<?> headers, int minorVersion, RequestTarget target) {
        @Nullable String fromTarget = target.authority();
        if (!headers.contains(HeaderNames.HOST)) {
            if (minorVersion > 0) {
                throw FieldParser.bad("The Host header is missing.");
            }
            return fromTarget == null ? "" : fromTarget;
        }
        Header host = headers.get(HeaderNames.HOST);
        if (host.valueCount() > 1) {
            throw FieldParser.bad("The Host header was sent more than once.");
        }
        headers.remove(HeaderNames.HOST);
        byte[] octets = host.valueBytes();
        if (octets.length == 0 || !Arrays.equals(octets, lastHost)) {
            HostCheck.check(host.get());
            lastHost = octets;
            lastHostText = host.get();
        }
        return fromTarget == null ? lastHostText : fromTarget;
    }
}
