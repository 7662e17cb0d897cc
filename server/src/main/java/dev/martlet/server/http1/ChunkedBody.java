// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.BodyException;
import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.server.http1.ParsedField.HeadBytes;
import io.helidon.http.Headers;
import io.helidon.http.WritableHeaders;
import java.io.IOException;

/**
 * A body in chunks (RFC 9112, section 7.1). Streams within a chunk: how large a chunk is matters to
 * nobody. Extensions are skipped, trailers delivered.
 */
final class ChunkedBody extends FramedBody {
    /** Bytes of a chunk-size line with its extensions and line end. */
    private static final int LONGEST_LINE = 256;

    /** More hexadecimal digits would not fit into a long. */
    private static final int MOST_DIGITS = 15;

    private enum Part {
        SIZE,
        DATA,
        DATA_END,
        TRAILERS,
        DONE
    }

    private final HeadLimits limits;
    private final SectionEnd trailersEnd = new SectionEnd();
    private final WritableHeaders<?> trailers = WritableHeaders.create();
    private Part part = Part.SIZE;
    private long left;

    ChunkedBody(HttpInput input, HeadLimits limits) {
        super(input);
        // Trailers are few; a body must not carry another head.
        this.limits =
                new HeadLimits(
                        limits.requestLine(),
                        Math.max(128, limits.headerBytes() / 2),
                        limits.fields());
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public boolean ready() throws IOException {
        return ended() || (part == Part.DATA && input().buffered() > 0);
    }

    @Override
    long left() {
        return part == Part.DATA ? left : 0;
    }

    @Override
    int readSome(byte[] buffer, int offset, int length) throws IOException {
        while (part != Part.DATA) {
            if (part == Part.DONE) {
                return -1;
            }
            if (!advance() && !input().fill()) {
                throw truncated();
            }
        }
        int read = input().read(buffer, offset, (int) Math.min(length, left));
        if (read <= 0) {
            throw truncated();
        }
        left -= read;
        if (left == 0) {
            part = Part.DATA_END;
            lookAhead();
        }
        return read;
    }

    /** Takes what is buffered already, so that an end that has come is known with the last data. */
    private void lookAhead() throws IOException {
        while (part != Part.DATA && part != Part.DONE) {
            if (!advance()) {
                return;
            }
        }
    }

    /** Goes on to the next part if the buffer holds all of this one. */
    private boolean advance() throws IOException {
        return switch (part) {
            case SIZE -> size();
            case DATA_END -> dataEnd();
            case TRAILERS -> trailerSection();
            case DATA, DONE -> true;
        };
    }

    private boolean size() throws IOException {
        byte[] buffer = input().buffer();
        int from = input().position();
        int end = Math.min(input().end(), from + LONGEST_LINE);
        long size = 0;
        int at = from;
        for (int digit; at < end && (digit = Grammar.hex(buffer[at])) >= 0; at++) {
            if (at - from == MOST_DIGITS) {
                throw bad("A chunk size is too large.");
            }
            size = size << 4 | digit;
        }
        if (at < end && (at == from || !afterSize(buffer[at]))) {
            throw bad("A chunk size is not a hexadecimal number.");
        }
        boolean extension = false;
        while (at < end && Grammar.value(buffer[at])) {
            // Only white space and a semicolon can follow the size.
            if (!extension && buffer[at] != ';' && !Grammar.ows(buffer[at])) {
                throw bad("A chunk size is not a hexadecimal number.");
            }
            extension |= buffer[at] == ';';
            at++;
        }
        if (at + 1 >= end) {
            if (at < end) {
                checkReturn(buffer[at]);
            }
            if (end - from == LONGEST_LINE) {
                throw bad("A chunk size line is too long.");
            }
            return false;
        }
        if (!extension && Grammar.ows(buffer[at - 1])) {
            throw bad("A chunk size is followed by white space.");
        }
        checkLineEnd(buffer[at], buffer[at + 1]);
        input().skip(at + 2 - from);
        left = size;
        part = size == 0 ? Part.TRAILERS : Part.DATA;
        return true;
    }

    private static boolean afterSize(byte octet) {
        return octet == '\r' || octet == ';' || Grammar.ows(octet);
    }

    private boolean dataEnd() throws IOException {
        byte[] buffer = input().buffer();
        int from = input().position();
        int buffered = input().buffered();
        if (buffered > 0) {
            checkReturn(buffer[from]);
        }
        if (buffered < 2) {
            return false;
        }
        checkLineEnd(buffer[from], buffer[from + 1]);
        input().skip(2);
        part = Part.SIZE;
        return true;
    }

    private boolean trailerSection() throws IOException {
        byte[] buffer = input().buffer();
        int from = input().position();
        if (input().buffered() >= 2 && buffer[from] == '\r' && buffer[from + 1] == '\n') {
            input().skip(2);
            done();
            return true;
        }
        var parser = new FieldParser(limits);
        var head = new HeadBytes(buffer, from);
        WritableHeaders<?> fields = WritableHeaders.create();
        int end;
        try {
            if (!trailersEnd.isIn(input())) {
                parser.checkSize(input().buffered());
                return false;
            }
            end = parser.parse(buffer, from, input().end(), head, fields, false);
        } catch (GatewayException e) {
            throw new BodyException(e.failure(), e);
        }
        head.keep(end - from);
        input().skip(end - from);
        TrailerRules.strip(fields);
        trailers.from(fields);
        done();
        return true;
    }

    private void done() {
        part = Part.DONE;
        end();
    }

    private static void checkReturn(byte octet) throws BodyException {
        if (octet != '\r') {
            throw bad("A chunk is not followed by a line end.");
        }
    }

    private static void checkLineEnd(byte first, byte second) throws BodyException {
        checkReturn(first);
        if (second != '\n') {
            throw bad("A chunk is not followed by a line end.");
        }
    }

    private static BodyException bad(String message) {
        return new BodyException(new RequestFailure.BadRequest(message), null);
    }
}
