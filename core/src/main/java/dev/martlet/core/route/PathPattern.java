// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.List;

/** Which paths a route is for. Two patterns are equal if they take the same paths as written. */
public sealed interface PathPattern {
    /** Takes every path. */
    PathPattern ALL = parse("/**");

    /**
     * Reads a pattern: {@code /a/b} takes this path only, {@code /a/**} takes {@code /a} and
     * everything below it, and a segment {@code {name}} takes any segment that is not empty.
     *
     * @param source the pattern; letters outside of ASCII may be written as they are
     * @return the pattern, compared by what it takes
     * @throws IllegalArgumentException if it is malformed; the message says how
     */
    static Segments parse(String source) {
        return PathParser.parse(source);
    }

    /**
     * A regular expression over the whole path in its normal form.
     *
     * @param regex the expression
     * @return the pattern
     */
    static Regex regex(TextRegex regex) {
        return new Regex(regex);
    }

    /**
     * One part of a path between slashes.
     *
     * @param text the text in normal form, or the name of the variable
     * @param variable whether it takes any segment
     */
    record Segment(String text, boolean variable) {
        /** Variables are equal whatever their names: they take the same. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Segment segment
                    && variable == segment.variable
                    && (variable || text.equals(segment.text));
        }

        @Override
        public int hashCode() {
            return variable ? 1 : text.hashCode();
        }

        @Override
        public String toString() {
            return variable ? "{" + text + "}" : text;
        }
    }

    /**
     * A path, a template or a prefix.
     *
     * @param segments the parts between slashes; {@code /a/} has an empty one at its end
     * @param rest whether it ends in {@code /**}
     */
    record Segments(List<Segment> segments, boolean rest) implements PathPattern {
        public Segments {
            segments = List.copyOf(segments);
        }

        /**
         * How many segments are literal.
         *
         * @return 0 or more
         */
        int literals() {
            return (int) segments.stream().filter(segment -> !segment.variable()).count();
        }

        /**
         * Whether the pattern has a variable.
         *
         * @param name its name
         * @return true if so
         */
        public boolean has(String name) {
            return segments.stream()
                    .anyMatch(segment -> segment.variable() && segment.text().equals(name));
        }

        boolean hasVariables() {
            return literals() < segments.size();
        }

        @Override
        public String toString() {
            var text = new StringBuilder();
            segments.forEach(segment -> text.append('/').append(segment));
            return text.append(rest ? "/**" : "").toString();
        }
    }

    /**
     * See {@link #regex}.
     *
     * @param regex the expression
     */
    record Regex(TextRegex regex) implements PathPattern {
        @Override
        public String toString() {
            return "~" + regex;
        }
    }
}
