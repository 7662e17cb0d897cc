// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of names that may be used: {@code gpt-*} lets all in that begin so, {@code !gpt-4*} keeps
 * some of them out, wherever it stands in the list. A list that only keeps out lets all others in;
 * an empty list lets nothing in.
 */
public final class Patterns {
    /** Lets everything in. */
    public static final Patterns ALL = new Patterns(List.of("*"));

    private final List<String> allowed;
    private final List<String> denied;

    private Patterns(List<String> patterns) {
        this.denied =
                patterns.stream()
                        .filter(one -> one.startsWith("!"))
                        .map(one -> one.substring(1))
                        .toList();
        List<String> let = patterns.stream().filter(one -> !one.startsWith("!")).toList();
        this.allowed = let.isEmpty() && !denied.isEmpty() ? List.of("*") : let;
    }

    /**
     * Makes them.
     *
     * @param patterns as configured; null for everything
     * @return the patterns
     */
    public static Patterns of(@Nullable List<String> patterns) {
        return patterns == null ? ALL : new Patterns(patterns);
    }

    /**
     * Whether a name is in.
     *
     * @param name compared exactly, case included
     * @return true if some pattern lets it in and none keeps it out
     */
    public boolean match(String name) {
        return any(allowed, name) && !any(denied, name);
    }

    private static boolean any(List<String> patterns, String name) {
        for (int i = 0; i < patterns.size(); i++) {
            if (glob(patterns.get(i), name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A {@code *} stands for any characters, none included. After a mismatch only the last star is
     * tried again, so this takes at most the product of the lengths.
     */
    private static boolean glob(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
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
