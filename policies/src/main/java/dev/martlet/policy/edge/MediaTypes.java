// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A set of media types: exact ones, {@code text/*}, and {@code application/*+json}. */
final class MediaTypes {
    private final Set<String> exact = new HashSet<>();
    private final Set<String> families = new HashSet<>();

    MediaTypes(List<String> patterns) {
        for (String pattern : patterns) {
            String type = pattern.toLowerCase(Locale.ROOT);
            int star = type.indexOf('*');
            if (star < 0) {
                exact.add(type);
            } else {
                families.add(type.substring(0, star) + type.substring(star + 1));
            }
        }
    }

    /**
     * Whether the set has a type.
     *
     * @param type without parameters, in lower case
     */
    boolean contains(String type) {
        if (exact.contains(type)) {
            return true;
        }
        int slash = type.indexOf('/');
        if (slash < 0 || families.isEmpty()) {
            return false;
        }
        String family = type.substring(0, slash + 1);
        int plus = type.lastIndexOf('+');
        return families.contains(family)
                || (plus > slash && families.contains(family + type.substring(plus)));
    }

    /** A Content-Type without its parameters, in lower case. */
    static String bare(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }
}
