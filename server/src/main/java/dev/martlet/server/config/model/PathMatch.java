// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.model;

import dev.martlet.core.config.Doc;
import dev.martlet.core.config.OneOf;
import dev.martlet.core.config.Regex;
import dev.martlet.core.config.Shorthand;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A condition on the path. */
@Doc("A condition on the path, without the query.")
@Shorthand("pattern")
@OneOf({"pattern", "regex"})
public record PathMatch(
        @Doc("/exact/path, /orders/{id}/items, or /prefix/** (which also matches /prefix).")
                @Nullable String pattern,
        @Doc("An RE2 expression that has to match the whole path.") @Regex @Nullable String regex) {

    public PathMatch {
        if (pattern != null) {
            check(pattern);
        }
    }

    private static void check(String pattern) {
        if (!pattern.startsWith("/")
                || !pattern.matches("[!-~\\x{a1}-\\x{10ffff}]{1,2000}")
                || pattern.matches(".*[?#].*")) {
            throw new IllegalArgumentException(
                    "pattern: not a path (expected: '/' first, no spaces, no '?' or '#')");
        }
        String[] segments = pattern.substring(1).split("/", -1);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < segments.length; i++) {
            segment(segments[i], i == segments.length - 1, names);
        }
    }

    private static void segment(String segment, boolean last, Set<String> names) {
        if (segment.equals("**")) {
            if (!last) {
                throw new IllegalArgumentException(
                        "pattern: ** inside the path (expected: only at its end)");
            }
            return;
        }
        if (segment.contains("*")) {
            throw new IllegalArgumentException(
                    "pattern: '*' in a segment (expected: {name} for one segment, /** for the rest)");
        }
        if (segment.matches("\\{[A-Za-z_][A-Za-z0-9_]*}")) {
            if (!names.add(segment)) {
                throw new IllegalArgumentException(
                        "pattern: " + segment + " is given twice (expected: each name once)");
            }
            return;
        }
        if (segment.contains("{") || segment.contains("}")) {
            throw new IllegalArgumentException(
                    "pattern: braces in a segment (expected: {name} as a whole segment)");
        }
    }
}
