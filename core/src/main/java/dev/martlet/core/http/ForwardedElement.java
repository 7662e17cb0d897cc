// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One element of the Forwarded field: {@code for=192.0.2.1;proto=https;host="a:8080"}. */
final class ForwardedElement {
    private ForwardedElement() {}

    /** The address in {@code for=}, or null if there is none or it is not an address. */
    static @Nullable InetAddress node(String text, int from, int to) {
        int start = from;
        while (start < to) {
            int semicolon = text.indexOf(';', start);
            int end = semicolon < 0 || semicolon > to ? to : semicolon;
            int name = start;
            while (name < end && Addresses.isSpace(text.charAt(name))) {
                name++;
            }
            if (end - name > 4 && text.regionMatches(true, name, "for=", 0, 4)) {
                return Addresses.node(text, name + 4, end);
            }
            start = end + 1;
        }
        return null;
    }

    /** Appends {@code for=…}; IPv6 addresses stand in brackets, hence in quotes (section 6). */
    static StringBuilder appendFor(StringBuilder out, InetAddress address) {
        String text = Addresses.text(address);
        return text.indexOf(':') < 0
                ? out.append("for=").append(text)
                : out.append("for=\"[").append(text).append("]\"");
    }

    /** Appends {@code ;host=…;proto=…}; the host is quoted where it is not a token. */
    static StringBuilder appendReceived(StringBuilder out, String authority, String scheme) {
        if (!authority.isEmpty()) {
            out.append(";host=");
            appendValue(out, authority);
        }
        if (!scheme.isEmpty()) {
            out.append(";proto=");
            appendValue(out, scheme);
        }
        return out;
    }

    private static void appendValue(StringBuilder out, String value) {
        if (Tokens.isToken(value)) {
            out.append(value);
            return;
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
