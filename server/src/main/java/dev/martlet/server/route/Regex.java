// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.martlet.core.config.Repetitions;
import dev.martlet.core.route.TextRegex;

/** Compiles regular expressions of a configuration with RE2, whose time is linear in the text. */
public final class Regex {
    /** In instructions: what every character of a text may cost. */
    private static final int MAX_PROGRAM = 5_000;

    private Regex() {}

    /**
     * Compiles an expression.
     *
     * @param source in the syntax of RE2: no back references, no look-around
     * @return the expression, which must match a whole text
     * @throws IllegalArgumentException if it is malformed or too large
     */
    public static TextRegex compile(String source) {
        return new TextRegex(source, pattern(source)::matches);
    }

    /**
     * Compiles an expression for those who look for it within a text.
     *
     * @param source in the syntax of RE2
     * @return the pattern
     * @throws IllegalArgumentException if it is malformed or too large
     */
    public static Pattern pattern(String source) {
        // Before compiling: what is too large may be larger than the memory.
        Repetitions.check(source);
        Pattern pattern;
        try {
            pattern = Pattern.compile(source);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regex: " + source + " (expected: RE2 syntax: " + e.getDescription() + ")", e);
        }
        if (pattern.programSize() > MAX_PROGRAM) {
            throw new IllegalArgumentException(
                    "regex: "
                            + source
                            + " (expected: smaller repetitions: it takes "
                            + pattern.programSize()
                            + " instructions, at most "
                            + MAX_PROGRAM
                            + ")");
        }
        return pattern;
    }
}
