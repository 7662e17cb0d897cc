// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import java.util.Arrays;
import java.util.List;

/** Tokens and comma-separated lists of them (RFC 9110, sections 5.6.1 and 5.6.2). */
public final class Tokens {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        Arrays.fill(TOKEN, '0', '9' + 1, true);
        Arrays.fill(TOKEN, 'a', 'z' + 1, true);
        Arrays.fill(TOKEN, 'A', 'Z' + 1, true);
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Tokens() {}

    /**
     * Whether a text is a token, as names of fields and methods are.
     *
     * @param text the text
     * @return true if so; an empty text is none
     */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127 || !TOKEN[c]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Whether a text can be the value of a field: no CR, LF, NUL or other control character but the
     * tab, nothing but ASCII, no space at either end.
     *
     * @param text the text
     * @return true if so; an empty text is one
     */
    public static boolean isFieldValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = c == ' ' || c == '\t';
            if (space ? i == 0 || i == text.length() - 1 : c <= ' ' || c >= 127) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a list has an element, in any case.
     *
     * @param lines the values of a field, each a comma-separated list
     * @param token the element
     * @return true if so
     */
    public static boolean contains(List<String> lines, String token) {
        for (String line : lines) {
            if (contains(line, token)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(String line, String token) {
        int start = 0;
        while (start <= line.length()) {
            int comma = line.indexOf(',', start);
            int end = comma < 0 ? line.length() : comma;
            if (trimmedEquals(line, start, end, token)) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean trimmedEquals(String line, int from, int to, String token) {
        int start = from;
        int end = to;
        while (start < end && Addresses.isSpace(line.charAt(start))) {
            start++;
        }
        while (end > start && Addresses.isSpace(line.charAt(end - 1))) {
            end--;
        }
        return end - start == token.length()
                && line.regionMatches(true, start, token, 0, token.length());
    }
}
