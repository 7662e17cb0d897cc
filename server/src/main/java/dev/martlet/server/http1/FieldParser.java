// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.server.http1.ParsedField.HeadBytes;
import io.helidon.http.HeaderName;
import io.helidon.http.WritableHeaders;

/**
 * Reads field lines (RFC 9112, section 5) out of a buffer, strictly: whatever two parsers could
 * read in two ways is refused. Not thread-safe; remembers names, so one per connection.
 */
final class FieldParser {
    /** The buffer does not hold all of it yet. */
    static final int INCOMPLETE = -1;

    private final HeadLimits limits;
    private final FieldNames names = new FieldNames();

    FieldParser(HeadLimits limits) {
        this.limits = limits;
    }

    HeadLimits limits() {
        return limits;
    }

    /**
     * Reads fields up to and with the empty line.
     *
     * @param from first index of the first field line
     * @param end behind the last byte that may be read
     * @param head starts where the fields start
     * @param lenient whether white space before the colon is skipped, as a proxy does in replies
     *     (RFC 9112, section 5.1)
     * @return index behind the empty line, or {@link #INCOMPLETE}
     * @throws GatewayException if it is malformed or too large
     */
    int parse(
            byte[] buffer,
            int from,
            int end,
            HeadBytes head,
            WritableHeaders<?> fields,
            boolean lenient) {
        int at = from;
        for (int count = 0; ; count++) {
            if (at >= end) {
                return incomplete(from, end);
            }
            if (buffer[at] == '\r') {
                if (at + 1 >= end) {
                    return incomplete(from, end);
                }
                checkLineFeed(buffer[at + 1]);
                checkSize(at + 2 - from);
                return at + 2;
            }
            if (count == limits.fields()) {
                throw new GatewayException(
                        new RequestFailure.HeadersTooLarge(
                                "More than " + limits.fields() + " header fields were sent."));
            }
            at = line(buffer, at, end, from, head, fields, lenient);
            if (at == INCOMPLETE) {
                return incomplete(from, end);
            }
        }
    }

    private int line(
            byte[] buffer,
            int from,
            int end,
            int start,
            HeadBytes head,
            WritableHeaders<?> fields,
            boolean lenient) {
        int at = from;
        int hash = 0;
        for (byte c; at < end && (c = Grammar.token(buffer[at])) != 0; at++) {
            hash = FieldNames.hash(hash, c);
        }
        int nameEnd = at;
        if (lenient && at > from) {
            at = skipSpace(buffer, at, end);
        }
        if (at >= end) {
            return INCOMPLETE;
        }
        if (buffer[at] != ':' || at == from) {
            throw badName(buffer[at], at == from);
        }
        int valueStart = skipSpace(buffer, at + 1, end);
        at = valueStart;
        while (at < end && Grammar.value(buffer[at])) {
            at++;
        }
        if (at + 1 >= end) {
            checkValueEnd(buffer, at, end);
            return INCOMPLETE;
        }
        checkCarriageReturn(buffer[at]);
        checkLineFeed(buffer[at + 1]);
        int valueEnd = at;
        while (valueEnd > valueStart && Grammar.ows(buffer[valueEnd - 1])) {
            valueEnd--;
        }
        HeaderName name = names.find(buffer, from, nameEnd - from, hash);
        fields.add(new ParsedField(name, head, valueStart - start, valueEnd - valueStart));
        return at + 2;
    }

    private static int skipSpace(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && Grammar.ows(buffer[at])) {
            at++;
        }
        return at;
    }

    private int incomplete(int from, int end) {
        checkSize(end - from);
        return INCOMPLETE;
    }

    void checkSize(int size) {
        if (size > limits.headerBytes()) {
            throw new GatewayException(
                    new RequestFailure.HeadersTooLarge(
                            "The header fields are larger than the limit of "
                                    + limits.headerBytes()
                                    + " bytes."));
        }
    }

    private static void checkValueEnd(byte[] buffer, int at, int end) {
        if (at < end) {
            checkCarriageReturn(buffer[at]);
        }
    }

    static void checkCarriageReturn(byte octet) {
        if (octet != '\r') {
            throw bad(
                    octet == '\n'
                            ? "A line ends with a bare line feed."
                            : "A header field has a control character in its value.");
        }
    }

    static void checkLineFeed(byte octet) {
        if (octet != '\n') {
            throw bad("A carriage return is not followed by a line feed.");
        }
    }

    private static GatewayException badName(byte octet, boolean first) {
        if (octet == ' ' || octet == '\t') {
            return bad(
                    first
                            ? "A header field is folded over several lines."
                            : "A header field has white space before the colon.");
        }
        if (octet == '\n') {
            return bad("A line ends with a bare line feed.");
        }
        return bad("A header field has an invalid name.");
    }

    static GatewayException bad(String message) {
        return new GatewayException(new RequestFailure.BadRequest(message));
    }
}
