// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import dev.martlet.core.route.PathPattern.Regex;
import dev.martlet.core.route.PathPattern.Segment;
import dev.martlet.core.route.PathPattern.Segments;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What comes first, as {@link TrieRouter} documents it. The more specific is the smaller. Nothing
 * here knows the order of a file.
 */
final class Precedence {
    /** Equal only for equal patterns. */
    static final Comparator<PathPattern> PATHS =
            comparing(Precedence::kind)
                    .thenComparing(Precedence::literals, reverseOrder())
                    .thenComparing(Precedence::length, reverseOrder())
                    .thenComparing(Precedence::shape)
                    .thenComparing(Precedence::regex);

    /** Equal if nothing but the names decides between two matches with equal paths. */
    static final Comparator<Match> CONDITIONS =
            comparing((Match match) -> match.methods().isEmpty())
                    .thenComparing(match -> match.headers().size(), reverseOrder())
                    .thenComparing(match -> match.query().size(), reverseOrder())
                    .thenComparing(match -> match.when() == null)
                    .thenComparing(match -> count(match, ValueMatch.Exact.class), reverseOrder())
                    .thenComparing(match -> count(match, ValueMatch.Regex.class), reverseOrder())
                    .thenComparing(comparingInt(match -> match.methods().size()));

    /** A total order, for what cannot be decided when routes are compiled. */
    static final Comparator<RouteSpec> SPECS =
            comparing(RouteSpec::match, CONDITIONS).thenComparing(spec -> spec.route().name());

    enum Kind {
        EXACT,
        TEMPLATE,
        REGEX,
        PREFIX
    }

    private Precedence() {}

    static Kind kind(PathPattern pattern) {
        return switch (pattern) {
            case Regex ignored -> Kind.REGEX;
            case Segments segments when segments.rest() -> Kind.PREFIX;
            case Segments segments -> segments.hasVariables() ? Kind.TEMPLATE : Kind.EXACT;
        };
    }

    private static int literals(PathPattern pattern) {
        return pattern instanceof Segments segments ? segments.literals() : 0;
    }

    private static int length(PathPattern pattern) {
        return switch (pattern) {
            case Regex(TextRegex regex) -> regex.source().length();
            case Segments segments -> segments.segments().size();
        };
    }

    /** Sorts so that of two patterns the one comes first whose variables come later. */
    private static String shape(PathPattern pattern) {
        if (!(pattern instanceof Segments segments)) {
            return "";
        }
        var shape = new StringBuilder();
        for (Segment segment : segments.segments()) {
            // No literal segment sorts behind it: segments are ASCII.
            shape.append('/').append(segment.variable() ? "\uffff" : segment.text());
        }
        return shape.toString();
    }

    private static String regex(PathPattern pattern) {
        return pattern instanceof Regex(TextRegex regex) ? regex.source() : "";
    }

    private static int count(Match match, Class<? extends ValueMatch> kind) {
        return (int)
                Stream.concat(match.headers().stream(), match.query().stream())
                        .filter(field -> kind.isInstance(field.value()))
                        .count();
    }
}
