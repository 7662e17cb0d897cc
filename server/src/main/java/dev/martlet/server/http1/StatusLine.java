// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads status lines (RFC 9112, section 4). The reason phrase carries no meaning and is replaced by
 * the usual one, where there is one.
 */
final class StatusLine implements HeadParser.StartLine {
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final int SHORTEST = "HTTP/1.1 200\r\n".length();

    private Status status = Status.OK_200;
    private int minorVersion;

    Status status() {
        return status;
    }

    int minorVersion() {
        return minorVersion;
    }

    @Override
    public int parse(byte[] buffer, int from, int end) {
        int known = Math.min(end - from, VERSION.length);
        if (!Arrays.equals(buffer, from, from + known, VERSION, 0, known)) {
            throw FieldParser.bad("The status line does not begin with a version of HTTP.");
        }
        if (end - from < SHORTEST) {
            return FieldParser.INCOMPLETE;
        }
        minorVersion = buffer[from + 7] - '0';
        if (minorVersion < 0 || minorVersion > 1 || buffer[from + 8] != ' ') {
            throw FieldParser.bad("The status line has an unknown version of HTTP.");
        }
        int code = code(buffer, from + 9);
        int phrase = from + 12;
        // Some servers leave the space out together with the phrase.
        if (buffer[phrase] != ' ' && buffer[phrase] != '\r') {
            throw FieldParser.bad("The status line has an invalid status.");
        }
        int at = phrase;
        while (at < end && Grammar.value(buffer[at])) {
            at++;
        }
        if (at + 1 >= end) {
            return FieldParser.INCOMPLETE;
        }
        FieldParser.checkCarriageReturn(buffer[at]);
        FieldParser.checkLineFeed(buffer[at + 1]);
        if (code != status.code()) {
            status = status(code, buffer, Math.min(phrase + 1, at), at);
        }
        return at + 2;
    }

    private static int code(byte[] buffer, int from) {
        int code = 0;
        for (int i = from; i < from + 3; i++) {
            if (buffer[i] < '0' || buffer[i] > '9') {
                throw FieldParser.bad("The status line has an invalid status.");
            }
            code = code * 10 + buffer[i] - '0';
        }
        if (code < 100) {
            throw FieldParser.bad("The status line has an invalid status.");
        }
        return code;
    }

    private static Status status(int code, byte[] buffer, int from, int to) {
        Status known = Status.create(code);
        if (!known.reasonPhrase().isEmpty()) {
            return known;
        }
        return Status.create(
                code, new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
    }
}
