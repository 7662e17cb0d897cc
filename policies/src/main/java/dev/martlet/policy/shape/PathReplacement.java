// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.martlet.core.config.Repetitions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A regular expression, in linear time, and what its matches become. */
final class PathReplacement {
    private final Pattern pattern;
    private final List<Part> parts = new ArrayList<>();

    /**
     * Compiles both.
     *
     * @throws IllegalArgumentException if one is malformed or too large
     */
    PathReplacement(String match, String replace) {
        Repetitions.check(match);
        try {
            this.pattern = Pattern.compile(match);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "match: " + e.getDescription() + " (expected: RE2 syntax)", e);
        }
        read(replace);
    }

    private void read(String replace) {
        var literal = new StringBuilder();
        int position = 0;
        while (position < replace.length()) {
            char c = replace.charAt(position++);
            if (c != '$') {
                literal.append(c);
                continue;
            }
            char next = position < replace.length() ? replace.charAt(position++) : ' ';
            if (next == '$') {
                literal.append('$');
            } else if (next >= '0' && next <= '9' && next - '0' <= pattern.groupCount()) {
                parts.add(new Part(literal.toString(), next - '0'));
                literal.setLength(0);
            } else {
                throw new IllegalArgumentException(
                        "replace: $"
                                + next
                                + " (expected: $0 to $"
                                + Math.min(pattern.groupCount(), 9)
                                + ", or $$ for a dollar sign)");
            }
        }
        parts.add(new Part(literal.toString(), -1));
    }

    /** The path with every match replaced; the same path if there is none. */
    String apply(String path) {
        Matcher matcher = pattern.matcher(path);
        if (!matcher.find()) {
            return path;
        }
        var out = new StringBuilder(path.length() + 32);
        int copied = 0;
        do {
            out.append(path, copied, matcher.start());
            for (Part part : parts) {
                out.append(part.literal);
                @Nullable String group = part.group < 0 ? null : matcher.group(part.group);
                out.append(group == null ? "" : group);
            }
            copied = matcher.end();
        } while (matcher.find());
        return out.append(path, copied, path.length()).toString();
    }

    /** A literal and the group after it, -1 for none. */
    private record Part(String literal, int group) {}
}
