// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query as HTML forms write them: {@code &} between parameters, the first
 * {@code =} between name and value, {@code +} for a space, UTF-8 in percent-escapes. A parameter
 * without {@code =} has the empty value. A malformed escape stands for itself, bytes that are not
 * UTF-8 for U+FFFD. Of a parameter that occurs more than once the first counts.
 */
public final class QueryText {
    private QueryText() {}

    /**
     * The first value of a parameter.
     *
     * @param query what follows the {@code ?}, or null
     * @param name the parameter, decoded
     * @return its value, decoded, or null if it is absent
     */
    public static @Nullable String first(@Nullable String query, String name) {
        if (query == null) {
            return null;
        }
        int at = 0;
        while (at <= query.length()) {
            int end = end(query, at);
            int equals = equalsSign(query, at, end);
            if (equals > at && isName(query, at, equals, name)) {
                return equals == end ? "" : decode(query, equals + 1, end);
            }
            at = end + 1;
        }
        return null;
    }

    /**
     * All parameters.
     *
     * @param query what follows the {@code ?}, or null
     * @return first values by name, decoded, in the order of the query
     */
    public static Map<String, String> all(@Nullable String query) {
        if (query == null) {
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        while (at <= query.length()) {
            int end = end(query, at);
            int equals = equalsSign(query, at, end);
            if (equals > at) {
                String value = equals == end ? "" : decode(query, equals + 1, end);
                values.putIfAbsent(decode(query, at, equals), value);
            }
            at = end + 1;
        }
        return values;
    }

    private static int end(String query, int from) {
        int end = query.indexOf('&', from);
        return end < 0 ? query.length() : end;
    }

    private static int equalsSign(String query, int from, int end) {
        int equals = query.indexOf('=', from, end);
        return equals < 0 ? end : equals;
    }

    private static boolean isName(String query, int from, int end, String name) {
        if (isPlain(query, from, end)) {
            return end - from == name.length() && query.startsWith(name, from);
        }
        return decode(query, from, end).equals(name);
    }

    private static boolean isPlain(String query, int from, int end) {
        return query.indexOf('%', from, end) < 0 && query.indexOf('+', from, end) < 0;
    }

    private static String decode(String query, int from, int end) {
        if (isPlain(query, from, end)) {
            return query.substring(from, end);
        }
        byte[] in = query.substring(from, end).getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            int value = in[i] == '%' ? escaped(in, i) : -1;
            if (value >= 0) {
                i += 2;
            } else {
                value = in[i] == '+' ? ' ' : in[i];
            }
            out[length++] = (byte) value;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private static int escaped(byte[] text, int at) {
        if (at + 2 >= text.length) {
            return -1;
        }
        int high = Character.digit(text[at + 1], 16);
        int low = Character.digit(text[at + 2], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
