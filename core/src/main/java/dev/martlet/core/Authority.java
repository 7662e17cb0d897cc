// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core;

import java.util.Locale;

/** Splits {@code host:port} (RFC 3986, section 3.2). */
final class Authority {
    private Authority() {}

    static String host(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(1, end).toLowerCase(Locale.ROOT);
        }
        int colon = authority.indexOf(':');
        String host = colon < 0 ? authority : authority.substring(0, colon);
        return isLower(host) ? host : host.toLowerCase(Locale.ROOT);
    }

    private static boolean isLower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}
