// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.Locale;

/**
 * Which hosts a route is for: any, one, or all below a domain. Compared without port and without
 * regard to case.
 *
 * @param kind how {@code host} is meant
 * @param host lower case: the host, or the domain below which any host matches; empty for any
 */
public record HostPattern(Kind kind, String host) {
    /** Takes every request, even one without a host. */
    public static final HostPattern ANY = new HostPattern(Kind.ANY, "");

    /** From the most specific to the least. */
    public enum Kind {
        /** One host. */
        EXACT,
        /** Every host with one or more labels before the domain; not the domain itself. */
        WILDCARD,
        /** Every host. */
        ANY
    }

    /**
     * Reads a pattern.
     *
     * @param source {@code api.example.com}, {@code *.example.com}, {@code [::1]} or {@code *}
     * @return the pattern
     * @throws IllegalArgumentException if it is none of these
     */
    public static HostPattern parse(String source) {
        if (source.equals("*")) {
            return ANY;
        }
        boolean wildcard = source.startsWith("*.");
        String host = (wildcard ? source.substring(2) : source).toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]") && !wildcard) {
            return new HostPattern(Kind.EXACT, checkAddress(source, host));
        }
        host = withoutRootDot(host);
        checkName(source, host);
        return new HostPattern(wildcard ? Kind.WILDCARD : Kind.EXACT, host);
    }

    /** {@code example.com.} and {@code example.com} name one host (RFC 1034, section 3.1). */
    static String withoutRootDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String checkAddress(String source, String host) {
        String address = host.substring(1, host.length() - 1);
        boolean plausible =
                address.contains(":")
                        && address.chars()
                                .allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        if (!plausible) {
            throw wrong(source);
        }
        return address;
    }

    private static void checkName(String source, String host) {
        if (host.isEmpty() || host.startsWith(".") || host.contains("..") || host.endsWith(".")) {
            throw wrong(source);
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '.'
                            || c == '_';
            if (!allowed) {
                throw wrong(source);
            }
        }
    }

    private static IllegalArgumentException wrong(String source) {
        return new IllegalArgumentException(
                "host: "
                        + source
                        + " (expected: a host without port such as api.example.com, *.example.com"
                        + " or *; international names in their xn-- form)");
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ANY -> "*";
            case WILDCARD -> "*." + host;
            case EXACT -> host;
        };
    }
}
