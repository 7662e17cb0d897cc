// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.config;

/**
 * Bounds what a regular expression grows to when it is compiled. {@code ((a{1000}){1000}){1000}} is
 * short, but a compiler writes each repetition out: it would take all memory before anybody could
 * ask how large the program has become.
 */
public final class Repetitions {
    /** How often a part may be written out, counts of nested repetitions multiplied (as in RE2). */
    private static final int MOST = 1000;

    /** In characters: what a compiler may write out is at most this by {@link #MOST}. */
    private static final int MAX_SOURCE = 1024;

    private final String source;
    private int at;

    private Repetitions(String source) {
        this.source = source;
    }

    /**
     * Checks an expression before it is compiled; whether it is well-formed is for the compiler to
     * say.
     *
     * @param source in the syntax of RE2
     * @throws IllegalArgumentException if it is longer than 1,024 characters, or has a part that is
     *     repeated more than 1,000 times
     */
    public static void check(String source) {
        if (source.length() > MAX_SOURCE) {
            throw new IllegalArgumentException(
                    "regex: "
                            + source.length()
                            + " characters (expected: at most "
                            + MAX_SOURCE
                            + ")");
        }
        new Repetitions(source).sequence();
    }

    /** Reads up to the end of a group; returns how often its most repeated part is written. */
    private int sequence() {
        int most = 1;
        int atom = 1;
        while (at < source.length()) {
            char c = source.charAt(at++);
            switch (c) {
                case '(' -> atom = sequence();
                case ')' -> {
                    return most;
                }
                case '[' -> {
                    skipClass();
                    atom = 1;
                }
                case '\\' -> {
                    skipEscape();
                    atom = 1;
                }
                case '{' -> atom = times(atom, count());
                case '*', '+', '?' -> {
                    // Of what was repeated: it stays as often as it is.
                }
                default -> atom = 1;
            }
            most = Math.max(most, atom);
        }
        return most;
    }

    private int times(int atom, int count) {
        long product = (long) atom * count;
        if (product > MOST) {
            throw new IllegalArgumentException(
                    "regex: a part is repeated more than "
                            + MOST
                            + " times (expected: smaller counts; nested ones are multiplied)");
        }
        return (int) product;
    }

    /** The greatest number in {@code n}, {@code n,} or <code>n,m}</code>; 1 if it is text. */
    private int count() {
        int greatest = 1;
        int number = 0;
        if (source.startsWith(",", at)) {
            return 1;
        }
        for (int i = at; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), MOST + 1);
                greatest = Math.max(greatest, number);
            } else if (c == ',') {
                number = 0;
            } else {
                if (c == '}') {
                    at = i + 1;
                    return greatest;
                }
                return 1;
            }
        }
        return 1;
    }

    /** Behind <code>[</code>: a bracket that comes first stands for itself. */
    private void skipClass() {
        if (at < source.length() && source.charAt(at) == '^') {
            at++;
        }
        boolean first = true;
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == ']' && !first) {
                return;
            }
            if (c == '\\') {
                at++;
            } else if (c == '[' && source.startsWith(":", at)) {
                int end = source.indexOf(":]", at + 1);
                at = end < 0 ? at : end + 2;
            }
            first = false;
        }
    }

    /** Behind the backslash. Braces of {@code \p{Greek}} and {@code \x{10FFFF}} are no counts. */
    private void skipEscape() {
        if (at >= source.length()) {
            return;
        }
        char c = source.charAt(at++);
        if (c == 'Q') {
            int end = source.indexOf("\\E", at);
            at = end < 0 ? source.length() : end + 2;
        } else if ((c == 'p' || c == 'P' || c == 'x') && source.startsWith("{", at)) {
            int end = source.indexOf('}', at);
            at = end < 0 ? source.length() : end + 1;
        }
    }
}
