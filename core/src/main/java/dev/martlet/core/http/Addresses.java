// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IP addresses as they stand in header fields: literals only, nothing is ever resolved. */
public final class Addresses {
    private Addresses() {}

    /**
     * An address in its short form (RFC 5952, section 4), without zone.
     *
     * @param address an address
     * @return for example {@code 10.0.0.1} or {@code 2001:db8::1}
     */
    public static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? address.getHostAddress() : v6(bytes);
    }

    private static String v6(byte[] bytes) {
        int gapStart = -1;
        int gapLength = 1; // one zero group is not shortened
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(bytes, end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapStart = i;
                gapLength = end - i;
            }
            i = Math.max(i, end - 1);
        }
        var out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == gapStart) {
                out.append("::");
                i += gapLength - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(group(bytes, i)));
        }
        return out.toString();
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }

    /**
     * Reads a node of a forwarding field: an IPv4 address, an IPv6 address with or without
     * brackets, each with or without a port, in quotes or not (RFC 7239, section 6). An IPv4-mapped
     * IPv6 address is the IPv4 address that it stands for.
     *
     * @param text a text that holds the node
     * @param from its first character
     * @param to after its last character
     * @return the address, or null for anything else: names, {@code unknown}, {@code _hidden}
     */
    static @Nullable InetAddress node(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        if (end - start >= 2 && text.charAt(start) == '"' && text.charAt(end - 1) == '"') {
            start++;
            end--;
        }
        if (start == end) {
            return null;
        }
        if (text.charAt(start) == '[') {
            int close = text.indexOf(']', start);
            return close > 0 && close < end && isPort(text, close + 1, end)
                    ? v6(text, start + 1, close)
                    : null;
        }
        int colon = text.indexOf(':', start);
        if (colon < 0 || colon >= end) {
            return v4(text, start, end);
        }
        int second = text.indexOf(':', colon + 1);
        if (second >= 0 && second < end) {
            return v6(text, start, end);
        }
        return isPort(text, colon, end) ? v4(text, start, colon) : null;
    }

    private static boolean isBetween(char c, char first, char last) {
        return c >= first && c <= last;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether a part is empty or a colon with a port, which may be obfuscated: {@code :_x}. */
    private static boolean isPort(String text, int from, int to) {
        if (from == to) {
            return true;
        }
        if (text.charAt(from) != ':' || from + 1 == to) {
            return false;
        }
        for (int i = from + 1; i < to; i++) {
            char c = text.charAt(i);
            boolean word =
                    isBetween(c, '0', '9') || isBetween(c, 'a', 'z') || isBetween(c, 'A', 'Z');
            if (!word && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable InetAddress v4(String text, int from, int to) {
        byte[] bytes = new byte[4];
        int part = 0;
        int digits = 0;
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                // A leading zero means octal to some readers: refused, so that nobody disagrees.
                if (digits == 1 && value == 0) {
                    return null;
                }
                value = value * 10 + (c - '0');
                digits++;
                if (value > 255) {
                    return null;
                }
            } else if (c == '.' && digits > 0 && part < 3) {
                bytes[part++] = (byte) value;
                value = 0;
                digits = 0;
            } else {
                return null;
            }
        }
        if (part != 3 || digits == 0) {
            return null;
        }
        bytes[3] = (byte) value;
        return of(bytes);
    }

    private static @Nullable InetAddress v6(String text, int from, int to) {
        if (to - from < 2 || to - from > 45) {
            return null;
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean allowed =
                    isBetween(c, '0', '9')
                            || isBetween(c, 'a', 'f')
                            || isBetween(c, 'A', 'F')
                            || c == ':'
                            || c == '.';
            if (!allowed) {
                return null;
            }
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text.substring(from, to));
            return address instanceof Inet4Address ? address : of(address.getAddress());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static InetAddress of(byte[] bytes) {
        try {
            // Gives an Inet4Address for IPv4-mapped bytes.
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only a wrong length throws
        }
    }
}
