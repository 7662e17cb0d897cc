// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.admission;

import java.util.List;

/**
 * Which models a rule is about: {@code gpt-*} adds, {@code !gpt-4*} takes away, and of those that
 * fit the last one decides. If the first one takes away, it is from all.
 */
final class Globs {
    private final List<String> patterns;

    Globs(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
    }

    boolean match(String model) {
        boolean matches = !patterns.isEmpty() && patterns.getFirst().startsWith("!");
        for (String pattern : patterns) {
            boolean not = pattern.startsWith("!");
            if (fits(pattern, not ? 1 : 0, model, 0)) {
                matches = !not;
            }
        }
        return matches && !model.isEmpty();
    }

    /** Without back-tracking further than to the last star: linear for what people write. */
    private static boolean fits(String pattern, int from, String text, int at) {
        int p = from;
        int t = at;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
