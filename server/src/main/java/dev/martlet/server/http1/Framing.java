// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.util.Locale;

/** Where a body ends (RFC 9112, section 6). */
public final class Framing {
    /** The length of a body that is sent in chunks. */
    public static final long CHUNKED = -1;

    /** The length of a reply's body that ends with the connection. */
    public static final long UNTIL_CLOSE = -2;

    /** No body in practice reaches this: 18 digits. */
    private static final int MOST_DIGITS = 18;

    private Framing() {}

    /**
     * The length of a request's body.
     *
     * @return bytes, or {@link #CHUNKED}
     * @throws GatewayException if another server could see another length
     */
    static long ofRequest(Headers headers, int minorVersion) {
        boolean hasLength = headers.contains(HeaderNames.CONTENT_LENGTH);
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            if (hasLength) {
                throw FieldParser.bad("Content-Length and Transfer-Encoding exclude each other.");
            }
            if (minorVersion == 0) {
                throw FieldParser.bad("Transfer-Encoding is not part of HTTP/1.0.");
            }
            checkChunked(headers.get(HeaderNames.TRANSFER_ENCODING));
            return CHUNKED;
        }
        if (!hasLength) {
            return 0;
        }
        Header length = headers.get(HeaderNames.CONTENT_LENGTH);
        if (length.valueCount() > 1) {
            throw FieldParser.bad("Content-Length was sent more than once.");
        }
        return digits(length.get());
    }

    /**
     * The length of a reply's body, if the request and the status let it have one. Where chunks
     * override a length, the length is removed.
     *
     * @return bytes, {@link #CHUNKED} or {@link #UNTIL_CLOSE}
     * @throws GatewayException if it is malformed
     */
    static long ofReply(WritableHeaders<?> headers, int minorVersion) {
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            if (minorVersion == 0) {
                throw FieldParser.bad("Transfer-Encoding is not part of HTTP/1.0.");
            }
            checkChunked(headers.get(HeaderNames.TRANSFER_ENCODING));
            headers.remove(HeaderNames.CONTENT_LENGTH);
            return CHUNKED;
        }
        if (!headers.contains(HeaderNames.CONTENT_LENGTH)) {
            return UNTIL_CLOSE;
        }
        Header field = headers.get(HeaderNames.CONTENT_LENGTH);
        if (field.valueCount() == 1 && field.get().indexOf(',') < 0) {
            return digits(field.get());
        }
        return sameDigits(field, headers);
    }

    /** Copies of one length count as one (RFC 9112, section 6.3, item 5). */
    private static long sameDigits(Header field, WritableHeaders<?> headers) {
        long length = -1;
        for (String part : String.join(",", field.allValues()).split(",", -1)) {
            long next = digits(part.strip());
            if (length >= 0 && next != length) {
                throw FieldParser.bad("Content-Length was sent with different values.");
            }
            length = next;
        }
        headers.set(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        return length;
    }

    private static void checkChunked(Header field) {
        if (field.valueCount() == 1 && field.get().equalsIgnoreCase("chunked")) {
            return;
        }
        String codings = String.join(",", field.allValues()).toLowerCase(Locale.ROOT);
        int first = codings.indexOf("chunked");
        if (first > 0 && codings.endsWith("chunked") && codings.lastIndexOf("chunked") == first) {
            throw new GatewayException(
                    new RequestFailure.NotImplemented(
                            "The only transfer coding that is understood is chunked."));
        }
        throw FieldParser.bad("Transfer-Encoding does not end with chunked.");
    }

    private static long digits(String text) {
        if (text.isEmpty() || text.length() > MOST_DIGITS) {
            throw FieldParser.bad("Content-Length is not a number in range.");
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw FieldParser.bad("Content-Length is not a number in range.");
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    /**
     * Whether the connection can carry another message after this one (RFC 9112, section 9.3).
     *
     * @return false if it is to be closed
     */
    static boolean keepAlive(Headers headers, int minorVersion) {
        if (!headers.contains(HeaderNames.CONNECTION)) {
            return minorVersion > 0;
        }
        if (hasToken(headers, HeaderNames.CONNECTION, "close")) {
            return false;
        }
        return minorVersion > 0 || hasToken(headers, HeaderNames.CONNECTION, "keep-alive");
    }

    /**
     * Whether a list field has an element, in any case.
     *
     * @param headers where to look
     * @param name the field
     * @param token in lower case
     * @return true if it is there
     */
    public static boolean hasToken(Headers headers, HeaderName name, String token) {
        if (!headers.contains(name)) {
            return false;
        }
        Header field = headers.get(name);
        if (field.valueCount() == 1) {
            return hasToken(field.get(), token);
        }
        for (String value : field.allValues()) {
            if (hasToken(value, token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasToken(String list, String token) {
        int start = 0;
        while (start <= list.length()) {
            int comma = list.indexOf(',', start);
            int end = comma < 0 ? list.length() : comma;
            while (start < end && Grammar.ows((byte) list.charAt(start))) {
                start++;
            }
            int last = end;
            while (last > start && Grammar.ows((byte) list.charAt(last - 1))) {
                last--;
            }
            if (last - start == token.length()
                    && list.regionMatches(true, start, token, 0, token.length())) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }
}
