// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

/** Whether an authority is a host with an optional port (RFC 9110, section 7.2; RFC 3986, 3.2). */
final class HostCheck {
    private HostCheck() {}

    /**
     * Checks an authority.
     *
     * @throws dev.martlet.core.GatewayException if it is not one, or names a user
     */
    static void check(String authority) {
        int portAt = authority.startsWith("[") ? literal(authority) : name(authority);
        if (portAt < authority.length()) {
            checkPort(authority, portAt);
        }
    }

    /** Returns where the name ends. */
    private static int name(String authority) {
        int at = 0;
        while (at < authority.length() && authority.charAt(at) != ':') {
            char c = authority.charAt(at);
            if (c > 127 || !Grammar.host((byte) c)) {
                throw bad();
            }
            at++;
        }
        if (at == 0) {
            throw bad();
        }
        return at;
    }

    /** Returns where an IPv6 literal ends. */
    private static int literal(String authority) {
        int close = authority.indexOf(']');
        if (close < 3) {
            throw bad();
        }
        for (int i = 1; i < close; i++) {
            char c = authority.charAt(i);
            if (c != ':' && c != '.' && (c > 127 || Grammar.hex((byte) c) < 0)) {
                throw bad();
            }
        }
        return close + 1;
    }

    private static void checkPort(String authority, int from) {
        int digits = authority.length() - from - 1;
        if (authority.charAt(from) != ':' || digits > 5) {
            throw bad();
        }
        int port = 0;
        for (int i = from + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9') {
                throw bad();
            }
            port = port * 10 + c - '0';
        }
        if (port > 65535) {
            throw bad();
        }
    }

    private static RuntimeException bad() {
        return FieldParser.bad("The host is not valid.");
    }
}
