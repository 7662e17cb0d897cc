// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * Writes heads into the buffer of an output. Fields that were parsed go out as they came in; what
 * was made from text is checked, because a line end in a value would start another message
 * (CWE-113). A head that fails the check is taken back whole.
 */
public final class HeadWriter {
    private static final byte[] VERSION_END = ascii(" HTTP/1.1\r\n");
    private static final byte[] VERSION_START = ascii("HTTP/1.1 ");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");

    private static final HeaderName KEEP_ALIVE_NAME = HeaderNames.create("Keep-Alive");
    private static final HeaderName PROXY_CONNECTION = HeaderNames.create("Proxy-Connection");

    private final HttpOutput output;
    private int start;

    /** What is said about the connection. */
    public enum Connection {
        /** Nothing: HTTP/1.1 keeps it. */
        UNSAID,
        /** It ends after this message. */
        CLOSE,
        /** It is kept, said to a client of HTTP/1.0. */
        KEEP_ALIVE,
        /** It changes its protocol (RFC 9110, section 7.8). */
        UPGRADE
    }

    /**
     * A writer.
     *
     * @param output where heads go
     */
    public HeadWriter(HttpOutput output) {
        this.output = output;
    }

    /**
     * Starts the head of a request.
     *
     * @param method the method
     * @param target path and query, or another form of target
     * @param host value of the Host field
     * @return this writer
     */
    public HeadWriter request(Method method, String target, String host) {
        start = output.pending();
        text(method.text(), Kind.TOKEN);
        octet(' ');
        text(target, Kind.TARGET);
        octets(VERSION_END);
        return field(HeaderNames.HOST, host);
    }

    /**
     * Starts the head of a reply.
     *
     * @param status the status
     * @return this writer
     */
    public HeadWriter reply(Status status) {
        start = output.pending();
        octets(VERSION_START);
        number(status.code());
        octet(' ');
        text(status.reasonPhrase(), Kind.VALUE);
        lineEnd();
        return this;
    }

    /**
     * Writes fields, but for those that belong to the connection or frame the body: what those say
     * about another connection is never true for this one.
     *
     * @param headers the fields
     * @return this writer
     * @throws IllegalArgumentException if a name or value cannot be sent; the head is taken back
     */
    public HeadWriter fields(Headers headers) {
        for (Header header : headers) {
            HeaderName name = header.headerName();
            if (ofConnection(name)) {
                continue;
            }
            if (header instanceof ParsedField parsed) {
                parsed(parsed);
            } else if (header.valueCount() == 1) {
                field(name, header.get());
            } else {
                for (String value : header.allValues()) {
                    field(name, value);
                }
            }
        }
        return this;
    }

    /**
     * Writes one field.
     *
     * @param name the name
     * @param value the value
     * @return this writer
     * @throws IllegalArgumentException if it cannot be sent; the head is taken back
     */
    public HeadWriter field(HeaderName name, String value) {
        name(name);
        text(value, Kind.VALUE);
        lineEnd();
        return this;
    }

    /**
     * Says how long the body is.
     *
     * @param length bytes, or {@link Framing#CHUNKED}; nothing is said for {@link
     *     Framing#UNTIL_CLOSE}
     * @return this writer
     */
    public HeadWriter length(long length) {
        if (length == Framing.CHUNKED) {
            octets(CHUNKED);
        } else if (length >= 0) {
            octets(LENGTH);
            number(length);
            lineEnd();
        }
        return this;
    }

    /**
     * Ends the head.
     *
     * @param connection what is to be said about the connection
     */
    public void end(Connection connection) {
        switch (connection) {
            case UNSAID -> {}
            case CLOSE -> octets(CLOSE);
            case KEEP_ALIVE -> octets(KEEP_ALIVE);
            case UPGRADE -> octets(UPGRADE);
        }
        lineEnd();
    }

    /** Writes trailers and the empty line behind them. */
    void trailers(Headers trailers) {
        start = output.pending();
        if (trailers.size() > 0) {
            fields(trailers);
        }
        lineEnd();
    }

    private static boolean ofConnection(HeaderName name) {
        if (name.index() < 0) {
            return name.equals(KEEP_ALIVE_NAME) || name.equals(PROXY_CONNECTION);
        }
        return name.equals(HeaderNames.CONTENT_LENGTH)
                || name.equals(HeaderNames.TRANSFER_ENCODING)
                || name.equals(HeaderNames.CONNECTION)
                || name.equals(HeaderNames.HOST);
    }

    private void parsed(ParsedField field) {
        name(field.headerName());
        byte[] buffer = output.room(field.length() + 2);
        int at = output.pending();
        field.copyTo(buffer, at);
        output.position(at + field.length());
        lineEnd();
    }

    private void name(HeaderName name) {
        text(name.defaultCase(), Kind.TOKEN);
        octet(':');
        octet(' ');
    }

    private enum Kind {
        TOKEN,
        TARGET,
        VALUE
    }

    private void text(String text, Kind kind) {
        int length = text.length();
        if (length == 0 && kind != Kind.VALUE) {
            throw refuse(text, kind);
        }
        byte[] buffer = output.room(length);
        int at = output.pending();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xff || !fits((byte) c, kind)) {
                throw refuse(text, kind);
            }
            buffer[at + i] = (byte) c;
        }
        output.position(at + length);
    }

    private static boolean fits(byte octet, Kind kind) {
        return switch (kind) {
            case TOKEN -> Grammar.token(octet) != 0;
            case TARGET -> Grammar.target(octet) != 0;
            case VALUE -> Grammar.value(octet);
        };
    }

    /** Without the text itself, which may be a credential. */
    private IllegalArgumentException refuse(String text, Kind kind) {
        output.position(start);
        String what =
                switch (kind) {
                    case TOKEN -> "name or method";
                    case TARGET -> "target";
                    case VALUE -> "value";
                };
        return new IllegalArgumentException(
                what + ": " + text.length() + " characters (expected: none that ends a line)");
    }

    private void number(long value) {
        byte[] buffer = output.room(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int at = output.pending();
        long rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        output.position(at + digits);
    }

    private void octet(char octet) {
        byte[] buffer = output.room(1);
        int at = output.pending();
        buffer[at] = (byte) octet;
        output.position(at + 1);
    }

    private void lineEnd() {
        byte[] buffer = output.room(2);
        int at = output.pending();
        buffer[at] = '\r';
        buffer[at + 1] = '\n';
        output.position(at + 2);
    }

    private void octets(byte[] octets) {
        byte[] buffer = output.room(octets.length);
        int at = output.pending();
        System.arraycopy(octets, 0, buffer, at, octets.length);
        output.position(at + octets.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
