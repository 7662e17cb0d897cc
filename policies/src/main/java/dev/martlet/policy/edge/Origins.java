// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A set of origins (RFC 6454, section 6.2): exact ones, and all subdomains of a host. */
final class Origins {
    private final boolean any;
    private final Set<String> exact = new HashSet<>();
    private final List<Wildcard> wildcards = new ArrayList<>();

    Origins(List<String> patterns) {
        this.any = patterns.contains("*");
        for (String pattern : patterns) {
            String origin = withoutDefaultPort(pattern.toLowerCase(Locale.ROOT));
            int star = origin.indexOf("://*.");
            if (star < 0) {
                exact.add(origin);
            } else {
                wildcards.add(
                        new Wildcard(origin.substring(0, star + 3), origin.substring(star + 4)));
            }
        }
    }

    /** Whether every origin is in the set. */
    boolean any() {
        return any;
    }

    boolean contains(String origin) {
        if (any) {
            return true;
        }
        // Browsers send origins in lower case and without the default port.
        if (exact.contains(origin)) {
            return true;
        }
        for (Wildcard wildcard : wildcards) {
            if (wildcard.matches(origin)) {
                return true;
            }
        }
        return false;
    }

    private static String withoutDefaultPort(String origin) {
        if (origin.startsWith("https://") && origin.endsWith(":443")) {
            return origin.substring(0, origin.length() - 4);
        }
        if (origin.startsWith("http://") && origin.endsWith(":80")) {
            return origin.substring(0, origin.length() - 3);
        }
        return origin;
    }

    /** For example {@code https://} and {@code .example.com:8443}. */
    private record Wildcard(String start, String end) {
        boolean matches(String origin) {
            int labelsEnd = origin.length() - end.length();
            return labelsEnd > start.length()
                    && origin.startsWith(start)
                    && origin.endsWith(end)
                    && areLabels(origin, start.length(), labelsEnd);
        }

        /** No character that ends a host: {@code https://evil.com/.example.com} is no subdomain. */
        private static boolean areLabels(String text, int from, int to) {
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                if (!letter && c != '-' && c != '_' && (c != '.' || i == from)) {
                    return false;
                }
            }
            return true;
        }
    }
}
