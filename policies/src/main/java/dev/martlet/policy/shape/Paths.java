// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

/** What may be sent as the path of a request (RFC 9112, section 3.2.1). */
final class Paths {
    private Paths() {}

    /**
     * Whether a path can be sent on as it is: it starts with a slash, breaks out of nothing (no
     * space, no control character, no {@code ?} or {@code #}), each {@code %} stands before two hex
     * digits, and no segment is {@code .} or {@code ..}, plain or encoded: a service would resolve
     * it to a place that no policy has looked at.
     */
    static boolean isValid(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        int dots = 0; // of the segment so far; -1 once it is more than dots
        for (int i = 1; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 127 || c == '?' || c == '#' || c == '\\') {
                return false;
            }
            boolean dot = c == '.';
            if (c == '%') {
                if (i + 2 >= path.length() || !isHex(path, i + 1) || !isHex(path, i + 2)) {
                    return false;
                }
                dot = path.regionMatches(true, i, "%2e", 0, 3);
                i += 2;
            }
            if (c == '/') {
                if (dots == 1 || dots == 2) {
                    return false;
                }
                dots = 0;
            } else {
                dots = dot && dots >= 0 ? dots + 1 : -1;
            }
        }
        return dots != 1 && dots != 2;
    }

    private static boolean isHex(String text, int index) {
        return Character.digit(text.charAt(index), 16) >= 0 && text.charAt(index) < 128;
    }

    /** With one slash at the start: {@code //host/x} would be read as an authority. */
    static String withOneSlash(String path) {
        int slashes = 0;
        while (slashes < path.length() && path.charAt(slashes) == '/') {
            slashes++;
        }
        return slashes <= 1 ? path : path.substring(slashes - 1);
    }
}
