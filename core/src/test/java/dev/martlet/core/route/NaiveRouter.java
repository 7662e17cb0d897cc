// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import dev.martlet.core.RequestHead;
import dev.martlet.core.route.PathPattern.Segment;
import dev.martlet.core.route.PathPattern.Segments;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The precedence word for word: asks every route, sorts those that match. Knows plain paths only,
 * without escapes.
 */
final class NaiveRouter {
    /** A route that matches; the smaller rank comes first. */
    record Ranked(RouteSpec spec, List<Integer> rank) {
        static final Comparator<Ranked> ORDER =
                Comparator.comparing(Ranked::rank, NaiveRouter::compare)
                        .thenComparing(ranked -> ranked.spec().route().name());
    }

    private NaiveRouter() {}

    static List<Ranked> matching(List<RouteSpec> specs, Exchange exchange) {
        List<Ranked> matching = new ArrayList<>();
        for (RouteSpec spec : specs) {
            for (HostPattern host : spec.match().hosts()) {
                if (hostMatches(host, exchange.request().host())
                        && pathMatches(spec.match().path(), exchange.request().path())
                        && conditionsMatch(spec.match(), exchange)) {
                    matching.add(new Ranked(spec, rank(host, spec.match())));
                }
            }
        }
        matching.sort(Ranked.ORDER);
        return matching;
    }

    private static boolean hostMatches(HostPattern pattern, String host) {
        return switch (pattern.kind()) {
            case ANY -> true;
            case EXACT -> host.equals(pattern.host());
            case WILDCARD -> host.endsWith("." + pattern.host());
        };
    }

    private static boolean pathMatches(PathPattern pattern, String path) {
        if (pattern instanceof PathPattern.Regex(TextRegex regex)) {
            return regex.matches(path);
        }
        var segments = (Segments) pattern;
        String[] parts = path.substring(1).split("/", -1);
        int wanted = segments.segments().size();
        if (parts.length < wanted || (parts.length > wanted && !segments.rest())) {
            return false;
        }
        for (int i = 0; i < wanted; i++) {
            Segment segment = segments.segments().get(i);
            if (segment.variable() ? parts[i].isEmpty() : !parts[i].equals(segment.text())) {
                return false;
            }
        }
        return true;
    }

    private static boolean conditionsMatch(Match match, Exchange exchange) {
        RequestHead head = exchange.request();
        return (match.methods().isEmpty() || match.methods().contains(head.method().text()))
                && match.headers().stream()
                        .allMatch(field -> field.value().matches(header(head, field.name())))
                && match.query().stream()
                        .allMatch(field ->
                                field.value()
                                        .matches(QueryText.all(head.query()).get(field.name())))
                && (match.when() == null || match.when().condition().test(exchange));
    }

    private static String header(RequestHead head, String name) {
        return head.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(header -> header.get())
                .findFirst()
                .orElse(null);
    }

    private static List<Integer> rank(HostPattern host, Match match) {
        List<Integer> rank = new ArrayList<>();
        rank.add(
                switch (host.kind()) {
                    case EXACT -> 0;
                    case WILDCARD -> 1;
                    case ANY -> 2;
                });
        rank.add(-host.host().length());
        addPath(rank, match.path());
        rank.add(match.methods().isEmpty() ? 1 : 0);
        rank.add(-match.headers().size());
        rank.add(-match.query().size());
        rank.add(match.when() == null ? 1 : 0);
        for (Class<?> kind : List.of(ValueMatch.Exact.class, ValueMatch.Regex.class)) {
            rank.add(
                    -(int)
                            (match.headers().stream()
                                            .filter(field -> kind.isInstance(field.value()))
                                            .count()
                                    + match.query().stream()
                                            .filter(field -> kind.isInstance(field.value()))
                                            .count()));
        }
        rank.add(match.methods().size());
        return rank;
    }

    private static void addPath(List<Integer> rank, PathPattern path) {
        if (path instanceof PathPattern.Regex(TextRegex regex)) {
            rank.addAll(List.of(2, 0, -regex.source().length()));
            regex.source().chars().forEach(rank::add);
            return;
        }
        var segments = (Segments) path;
        int variables = (int) segments.segments().stream().filter(Segment::variable).count();
        int literals = segments.segments().size() - variables;
        int kind = segments.rest() ? 3 : variables == 0 ? 0 : 1;
        rank.addAll(List.of(kind, -literals, -segments.segments().size()));
        segments.segments().forEach(segment -> rank.add(segment.variable() ? 1 : 0));
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        return Arrays.compare(
                one.stream().mapToInt(i -> i).toArray(), other.stream().mapToInt(i -> i).toArray());
    }
}
