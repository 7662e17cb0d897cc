// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import io.helidon.http.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads request lines (RFC 9112, section 3) and holds the last one: a client that asks for the same
 * target again, as most on a kept connection do, gets the same strings without another check.
 */
final class RequestLine implements HeadParser.StartLine {
    private static final byte[] VERSION = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    static final int LONGEST_METHOD = 32;

    private Method method = Method.GET;
    private byte[] lastTarget = BufferPool.EMPTY;
    private RequestTarget target = new RequestTarget(null, "/", null);
    private int minorVersion;

    Method method() {
        return method;
    }

    RequestTarget target() {
        return target;
    }

    int minorVersion() {
        return minorVersion;
    }

    @Override
    public int parse(byte[] buffer, int from, int end) {
        int at = from;
        while (at < end && Grammar.token(buffer[at]) != 0) {
            at++;
        }
        int methodLength = at - from;
        if (methodLength > LONGEST_METHOD) {
            throw FieldParser.bad("The method is too long.");
        }
        if (at == end) {
            return FieldParser.INCOMPLETE;
        }
        if (buffer[at] != ' ' || methodLength == 0) {
            throw FieldParser.bad("The method is not valid.");
        }
        int targetStart = at + 1;
        int targetEnd = targetEnd(buffer, targetStart, end);
        if (targetEnd == end) {
            return FieldParser.INCOMPLETE;
        }
        int lineEnd = version(buffer, targetEnd + 1, end);
        if (lineEnd != FieldParser.INCOMPLETE) {
            method = method(buffer, from, methodLength);
            target(buffer, targetStart, targetEnd);
        }
        return lineEnd;
    }

    /** Index of the space behind the target, or end. */
    private int targetEnd(byte[] buffer, int from, int end) {
        int guess = from + lastTarget.length;
        if (guess < end
                && buffer[guess] == ' '
                && Arrays.equals(buffer, from, guess, lastTarget, 0, lastTarget.length)) {
            return guess;
        }
        int at = from;
        while (at < end && buffer[at] != ' ') {
            if (buffer[at] == '\n' || buffer[at] == '\r') {
                throw FieldParser.bad("The request line is not complete.");
            }
            at++;
        }
        return at;
    }

    private void target(byte[] buffer, int from, int to) {
        if (from == to) {
            throw FieldParser.bad("The request target is empty.");
        }
        boolean options = method.equals(Method.OPTIONS);
        boolean same =
                to - from == lastTarget.length
                        && Arrays.equals(buffer, from, to, lastTarget, 0, lastTarget.length);
        // Whether * is allowed depends on the method: not for the short cut.
        if (same && !options && !target.path().equals("*")) {
            return;
        }
        byte[] octets = Arrays.copyOfRange(buffer, from, to);
        target = RequestTarget.parse(octets, options);
        lastTarget = octets;
    }

    /** Index behind the line, or INCOMPLETE. */
    private int version(byte[] buffer, int from, int end) {
        int known = Math.min(end - from, VERSION.length);
        if (!Arrays.equals(buffer, from, from + known, VERSION, 0, known)) {
            throw FieldParser.bad("The request line does not end with a version of HTTP.");
        }
        if (end - from < 10) {
            return FieldParser.INCOMPLETE;
        }
        byte major = buffer[from + 5];
        byte minor = buffer[from + 7];
        if (!digit(major) || buffer[from + 6] != '.' || !digit(minor)) {
            throw FieldParser.bad("The request line does not end with a version of HTTP.");
        }
        FieldParser.checkCarriageReturn(buffer[from + 8]);
        FieldParser.checkLineFeed(buffer[from + 9]);
        if (major != '1' || minor > '1') {
            throw new GatewayException(new RequestFailure.VersionNotSupported());
        }
        minorVersion = minor - '0';
        return from + 10;
    }

    private static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static Method method(byte[] buffer, int from, int length) {
        if (length == 3
                && buffer[from] == 'G'
                && buffer[from + 1] == 'E'
                && buffer[from + 2] == 'T') {
            return Method.GET;
        }
        String name = new String(buffer, from, length, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < length; i++) {
            // Methods are case-sensitive (RFC 9110, section 9.1), Helidon's type is not: "get"
            // would
            // be routed as GET.
            if (name.charAt(i) >= 'a' && name.charAt(i) <= 'z') {
                throw notImplemented();
            }
        }
        Method method = Method.create(name);
        if (method.equals(Method.CONNECT)) {
            throw notImplemented();
        }
        return method;
    }

    private static GatewayException notImplemented() {
        return new GatewayException(
                new RequestFailure.NotImplemented("This method is not implemented."));
    }
}
