// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.GatewayException;
import dev.martlet.core.route.PathPattern.Segment;
import dev.martlet.core.route.PathPattern.Segments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads path patterns, so that a pattern has the normal form of the paths it takes. */
final class PathParser {
    private PathParser() {}

    static Segments parse(String source) {
        if (!source.startsWith("/")) {
            throw wrong(source, "a path that starts with /");
        }
        boolean rest = source.endsWith("/**");
        String path = rest ? source.substring(0, source.length() - 3) : source;
        boolean exact = !rest && path.indexOf('{') < 0;
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int at = 0;
        while (at < path.length()) {
            int slash = path.indexOf('/', at + 1);
            int end = slash < 0 ? path.length() : slash;
            segments.add(segment(source, path.substring(at + 1, end), exact, names));
            at = end;
        }
        checkEmpty(source, segments, rest);
        return new Segments(segments, rest);
    }

    private static Segment segment(String source, String text, boolean exact, Set<String> names) {
        if (text.startsWith("{") && text.endsWith("}")) {
            String name = text.substring(1, text.length() - 1);
            if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
                throw wrong(source, "a name of letters, digits, - and _ between { and }");
            }
            if (!names.add(name)) {
                throw wrong(source, "{" + name + "} only once");
            }
            return new Segment(name, true);
        }
        String normal = normal(source, text, exact);
        if (normal.equals(".") || normal.equals("..")) {
            throw wrong(source, "no . and .. segments: they never arrive");
        }
        return new Segment(normal, false);
    }

    private static String normal(String source, String text, boolean exact) {
        var encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            if (c >= 0x80) {
                encoded.append('%').append(Integer.toHexString(c));
            } else {
                checkCharacter(source, (char) c, exact);
                encoded.append((char) c);
            }
        }
        String normal;
        try {
            normal = RequestPath.normalize(encoded.toString());
        } catch (GatewayException e) {
            throw wrong(source, "% followed by two hexadecimal digits, not 00");
        }
        // Such a pattern could take nothing: the router refuses what is read in two ways.
        if (!exact && !RequestPath.lenient("/" + normal).equals("/" + normal)) {
            throw wrong(source, "visible characters written as they are, no encoded slash");
        }
        return normal;
    }

    private static void checkCharacter(String source, char c, boolean exact) {
        if (c == '*') {
            throw wrong(source, "* only as /** at the end");
        }
        if (c == '{' || c == '}') {
            throw wrong(source, "{name} as a whole segment");
        }
        if (c == '?' || c == '#') {
            throw wrong(source, "a path without ? and #");
        }
        if (c <= ' ' || c == 0x7f) {
            throw wrong(source, "spaces and the like percent-encoded");
        }
        if (!exact && (c == ';' || c == '\\')) {
            throw wrong(source, "; and \\ only in an exact path");
        }
    }

    private static void checkEmpty(String source, List<Segment> segments, boolean rest) {
        for (int i = 0; i < segments.size(); i++) {
            boolean last = i == segments.size() - 1;
            if (segments.get(i).text().isEmpty() && (rest || !last)) {
                throw wrong(source, "no empty segments but for a slash at the end");
            }
        }
    }

    private static IllegalArgumentException wrong(String source, String expected) {
        return new IllegalArgumentException("path: " + source + " (expected: " + expected + ")");
    }
}
