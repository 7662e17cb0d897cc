// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request, taken apart (RFC 9112, section 3.2).
 *
 * @param authority of an absolute form, else null
 * @param path with dot segments resolved
 * @param query what follows the first {@code ?}, or null
 */
record RequestTarget(@Nullable String authority, String path, @Nullable String query) {

    /**
     * Takes a target apart.
     *
     * @param target its octets, none of which is checked yet
     * @throws dev.martlet.core.GatewayException if it is not a valid origin, absolute or asterisk
     *     form
     */
    static RequestTarget parse(byte[] target, boolean options) {
        int seen = 0;
        for (byte octet : target) {
            int kind = Grammar.target(octet);
            if (kind == 0) {
                throw FieldParser.bad("The request target has an invalid character.");
            }
            seen |= kind;
        }
        String text = new String(target, StandardCharsets.ISO_8859_1);
        if (text.startsWith("/")) {
            return split(null, text, seen);
        }
        if (text.equals("*")) {
            if (!options) {
                throw FieldParser.bad("The request target * is for OPTIONS only.");
            }
            return new RequestTarget(null, "*", null);
        }
        return absolute(text, options, seen);
    }

    private static RequestTarget absolute(String text, boolean options, int seen) {
        String lower = text.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
        if (start < 0) {
            throw FieldParser.bad("The request target has an invalid form.");
        }
        int end = start;
        while (end < text.length() && text.charAt(end) != '/' && text.charAt(end) != '?') {
            end++;
        }
        String authority = text.substring(start, end);
        HostCheck.check(authority);
        if (end == text.length()) {
            return new RequestTarget(authority, options ? "*" : "/", null);
        }
        String rest = text.substring(end);
        return split(authority, rest.startsWith("?") ? "/" + rest : rest, seen);
    }

    private static RequestTarget split(@Nullable String authority, String text, int seen) {
        int mark = text.indexOf('?');
        String path = mark < 0 ? text : text.substring(0, mark);
        String query = mark < 0 ? null : text.substring(mark + 1);
        if ((seen & Grammar.BACKSLASH) != 0 && path.indexOf('\\') >= 0) {
            throw FieldParser.bad("The path has a backslash.");
        }
        if ((seen & Grammar.PERCENT) != 0) {
            checkEncoding(path);
        }
        return new RequestTarget(authority, mayHaveDots(path, seen) ? resolve(path) : path, query);
    }

    private static boolean mayHaveDots(String path, int seen) {
        return ((seen & Grammar.DOT) != 0 && path.contains("/."))
                || ((seen & Grammar.PERCENT) != 0 && path.contains("/%2"));
    }

    private static void checkEncoding(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 3)) {
            if (at + 2 >= path.length()) {
                throw FieldParser.bad("The path has an invalid percent-encoding.");
            }
            int high = Grammar.hex((byte) path.charAt(at + 1));
            int low = Grammar.hex((byte) path.charAt(at + 2));
            if (high < 0 || low < 0) {
                throw FieldParser.bad("The path has an invalid percent-encoding.");
            }
            if (high == 0 && low == 0) {
                throw FieldParser.bad("The path has an encoded NUL.");
            }
        }
    }

    /**
     * Resolves dot segments (RFC 3986, section 5.2.4), also those that are written with {@code
     * %2e}. A path without any comes back as it is.
     */
    private static String resolve(String path) {
        Deque<String> kept = new ArrayDeque<>();
        boolean changed = false;
        boolean last = false;
        int start = 1;
        while (!last) {
            int slash = path.indexOf('/', start);
            last = slash < 0;
            String segment = last ? path.substring(start) : path.substring(start, slash);
            start = slash + 1;
            int dots = dots(segment);
            if (dots == 0) {
                kept.add(segment);
                continue;
            }
            changed = true;
            if (dots == 2) {
                kept.pollLast();
            }
            if (last) {
                kept.add("");
            }
        }
        return changed ? "/" + String.join("/", kept) : path;
    }

    /**
     * 1 for {@code .}, 2 for {@code ..}, 0 for others. A dot segment with a parameter is refused:
     * some servers cut the parameter off and resolve the rest behind our back.
     */
    private static int dots(String segment) {
        int dots = 0;
        int at = 0;
        while (at < segment.length()) {
            if (segment.charAt(at) == '.') {
                at++;
            } else if (segment.regionMatches(true, at, "%2e", 0, 3)) {
                at += 3;
            } else {
                if (dots > 0 && segment.charAt(at) == ';') {
                    throw FieldParser.bad("The path has a dot segment with a parameter.");
                }
                return 0;
            }
            if (++dots > 2) {
                return 0;
            }
        }
        return dots;
    }
}
