// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;

/**
 * Which spellings of a path are one path.
 *
 * <p>The <em>normal form</em> (RFC 3986, sections 6.2.2 and 5.2.4) is what is routed and must be
 * what is sent on, or a policy would judge another path than the upstream serves: escapes of
 * unreserved characters are decoded ({@code /%61dmin} is {@code /admin}), the digits of all other
 * escapes are upper case, and dot segments, also when they were written {@code %2e}, are resolved.
 * {@code %2F} stays an escape: it is part of a segment.
 *
 * <p>Many upstreams read more than that into a path: they decode {@code %2F}, take a backslash for
 * a slash, merge slashes, drop {@code ;parameters}. The <em>lenient form</em> is what such an
 * upstream sees. {@link TrieRouter} refuses a request whose two forms lead to different routes.
 */
public final class RequestPath {
    private RequestPath() {}

    /**
     * The normal form of a path.
     *
     * @param path as it was received; starts with {@code /}, or is {@code *}
     * @return the normal form; the same instance if it is in normal form already
     * @throws GatewayException {@link RequestFailure.BadRequest} if an escape is malformed or
     *     stands for the NUL character
     */
    public static String normalize(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || (c == '.' && path.charAt(Math.max(i - 1, 0)) == '/')) {
                String decoded = decodeUnreserved(path);
                return hasDotSegment(decoded) ? withoutDotSegments(decoded) : decoded;
            }
        }
        return path;
    }

    /** Whether a path in normal form may have another lenient form. */
    static boolean mayBeReadOtherwise(String path) {
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || (c == '/' && before == '/')) {
                return true;
            }
            before = c;
        }
        return false;
    }

    /**
     * The lenient form of a path in normal form. Escapes of characters outside of visible ASCII
     * stay, as does {@code %25}: whoever decodes twice is beyond help here.
     */
    static String lenient(String path) {
        var decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int value = escaped(path, i);
                if (value > 0x20 && value < 0x7f && value != '%') {
                    c = (char) value;
                    i += 2;
                }
            }
            decoded.append(c == '\\' ? '/' : c);
        }
        var out = new StringBuilder(decoded.length());
        boolean parameters = false;
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '/') {
                parameters = false;
                if (!out.isEmpty() && out.charAt(out.length() - 1) == '/') {
                    continue;
                }
            } else if (c == ';') {
                parameters = true;
            }
            if (!parameters) {
                out.append(c);
            }
        }
        String merged = out.toString();
        return hasDotSegment(merged) ? withoutDotSegments(merged) : merged;
    }

    private static String decodeUnreserved(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        var out = new StringBuilder(path.length());
        boolean changed = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            int value = escaped(path, i);
            if (value <= 0) {
                throw new GatewayException(
                        new RequestFailure.BadRequest(
                                "The path has a malformed percent-encoding."));
            }
            if (isUnreserved(value)) {
                out.append((char) value);
                changed = true;
            } else {
                char high = upper(path.charAt(i + 1));
                char low = upper(path.charAt(i + 2));
                changed |= high != path.charAt(i + 1) || low != path.charAt(i + 2);
                out.append('%').append(high).append(low);
            }
            i += 2;
        }
        return changed ? out.toString() : path;
    }

    /** The byte that an escape at {@code at} stands for, or -1 if there is none. */
    static int escaped(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = hex(text.charAt(at + 1));
        int low = hex(text.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** Character.digit would take digits of other scripts. */
    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static char upper(char hexDigit) {
        return hexDigit >= 'a' ? (char) (hexDigit - ('a' - 'A')) : hexDigit;
    }

    /** RFC 3986, section 2.3. */
    private static boolean isUnreserved(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean hasDotSegment(String path) {
        for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
            if (dots(path, at + 1) > 0) {
                return true;
            }
        }
        return false;
    }

    /** 1 or 2 for a segment of so many dots at {@code start}, 0 for any other. */
    private static int dots(String path, int start) {
        int end = path.indexOf('/', start);
        int length = (end < 0 ? path.length() : end) - start;
        return length <= 2 && length > 0 && path.startsWith("..".substring(2 - length), start)
                ? length
                : 0;
    }

    private static String withoutDotSegments(String path) {
        var out = new StringBuilder(path.length());
        int at = 0;
        while (at < path.length()) {
            int next = path.indexOf('/', at + 1);
            int end = next < 0 ? path.length() : next;
            int dots = path.charAt(at) == '/' ? dots(path, at + 1) : 0;
            if (dots == 2) {
                out.setLength(Math.max(out.lastIndexOf("/"), 0));
            }
            if (dots == 0) {
                out.append(path, at, end);
            } else if (next < 0) {
                out.append('/');
            }
            at = end;
        }
        return out.toString();
    }
}
