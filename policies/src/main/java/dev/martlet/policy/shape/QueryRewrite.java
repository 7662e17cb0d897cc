// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes a query parameter by parameter ({@code name=value&…}); those that are not concerned stay
 * as they were sent, byte for byte.
 */
final class QueryRewrite {
    private final Set<String> remove;
    private final Map<String, String> set = new LinkedHashMap<>();
    private final StringBuilder add = new StringBuilder();

    QueryRewrite(RewriteConfig.QueryChanges changes) {
        this.remove = new HashSet<>(changes.remove());
        changes.set().forEach((name, value) -> set.put(name, parameter(name, value)));
        changes.add().forEach((name, value) -> append(add, parameter(name, value)));
    }

    /** The new query, null if nothing is left. */
    @Nullable String apply(@Nullable String query) {
        var out = new StringBuilder(64);
        Map<String, String> missing = new HashMap<>(set);
        if (query != null) {
            for (String piece : pieces(query)) {
                String name = name(piece);
                String replacement = set.get(name);
                if (replacement != null) {
                    // Where the first one stood; further ones of the same name go.
                    if (missing.remove(name) != null) {
                        append(out, replacement);
                    }
                } else if (!remove.contains(name)) {
                    append(out, piece);
                }
            }
        }
        set.forEach((name, parameter) -> {
            if (missing.containsKey(name)) {
                append(out, parameter);
            }
        });
        if (!add.isEmpty()) {
            append(out, add.toString());
        }
        return out.isEmpty() ? null : out.toString();
    }

    private static List<String> pieces(String query) {
        return List.of(query.split("&", -1)).stream().filter(piece -> !piece.isEmpty()).toList();
    }

    private static void append(StringBuilder out, String parameter) {
        if (!out.isEmpty()) {
            out.append('&');
        }
        out.append(parameter);
    }

    private static String parameter(String name, String value) {
        return encode(name) + "=" + encode(value);
    }

    /** All but unreserved characters (RFC 3986, section 2.3) as %XX of their UTF-8 bytes. */
    static String encode(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved =
                    (b >= '0' && b <= '9')
                            || (b >= 'a' && b <= 'z')
                            || (b >= 'A' && b <= 'Z')
                            || b == '-'
                            || b == '.'
                            || b == '_'
                            || b == '~';
            if (unreserved) {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return out.toString();
    }

    /** The name of a parameter, decoded as a service would. */
    private static String name(String piece) {
        int equals = piece.indexOf('=');
        String name = equals < 0 ? piece : piece.substring(0, equals);
        return name.indexOf('%') < 0 && name.indexOf('+') < 0 ? name : decode(name);
    }

    private static String decode(String text) {
        var bytes = new byte[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length()) {
                int high = Character.digit(text.charAt(i + 1), 16);
                int low = Character.digit(text.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    bytes[count++] = (byte) (high * 16 + low);
                    i += 2;
                    continue;
                }
            }
            bytes[count++] = (byte) (c == '+' ? ' ' : c);
        }
        return new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
}
