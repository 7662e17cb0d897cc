// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.route.PathPattern.Regex;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Finds routes between which nothing decides, and routes that cannot be reached. */
final class Overlaps {
    /** Paths start with a slash, so that each of these takes them all. */
    private static final Set<String> UNIVERSAL =
            Set.of(".*", ".+", "/.*", "^.*", ".*$", "^.*$", "^/.*", "/.*$", "^/.*$");

    /** Two equals, the first of them by name the smaller. */
    private record Pair(String first, String second) {}

    private final Map<Pair, String> ties = new HashMap<>();
    private final Map<RouteSpec, Integer> unreachableHosts = new HashMap<>();
    private final Map<RouteSpec, RouteSpec> shadows = new HashMap<>();

    private Overlaps() {}

    static List<Overlap> of(Map<HostPattern, List<RouteSpec>> byHost) {
        var overlaps = new Overlaps();
        byHost.forEach(overlaps::look);
        return overlaps.result();
    }

    private void look(HostPattern host, List<RouteSpec> specs) {
        Map<PathPattern, List<RouteSpec>> byPath = new TreeMap<>(Precedence.PATHS);
        for (RouteSpec spec : specs) {
            byPath.computeIfAbsent(spec.match().path(), ignored -> new ArrayList<>()).add(spec);
        }
        RouteSpec universal = null;
        for (var entry : byPath.entrySet()) {
            List<RouteSpec> same = entry.getValue();
            same.sort(Precedence.SPECS);
            if (universal != null) {
                for (RouteSpec spec : same) {
                    shadowed(spec, universal);
                }
                continue;
            }
            findTies(host, same);
            for (int i = 1; i < same.size(); i++) {
                findShadow(same.get(i), same.subList(0, i));
            }
            if (entry.getKey() instanceof Regex(TextRegex regex)
                    && UNIVERSAL.contains(regex.source())
                    && hasNoConditions(same.getLast().match())) {
                universal = same.getLast();
            }
        }
    }

    private void findTies(HostPattern host, List<RouteSpec> same) {
        for (int i = 0; i < same.size(); i++) {
            Match one = same.get(i).match();
            for (int j = i + 1; j < same.size(); j++) {
                Match other = same.get(j).match();
                if (Precedence.CONDITIONS.compare(one, other) != 0) {
                    break;
                }
                if (!excludeEachOther(one, other) && opaque(one).equals(opaque(other))) {
                    ties.putIfAbsent(
                            new Pair(same.get(i).route().name(), same.get(j).route().name()),
                            host + one.path().toString());
                }
            }
        }
    }

    /** Whether surely no request meets both. */
    private static boolean excludeEachOther(Match one, Match other) {
        boolean methodsDiffer =
                !one.methods().isEmpty()
                        && !other.methods().isEmpty()
                        && one.methods().stream().noneMatch(other.methods()::contains);
        return methodsDiffer
                || differ(one.headers(), other.headers())
                || differ(one.query(), other.query());
    }

    private static boolean differ(Set<FieldMatch> one, Set<FieldMatch> other) {
        return one.stream()
                .filter(field -> field.value() instanceof ValueMatch.Exact)
                .anyMatch(field ->
                        other.stream()
                                .anyMatch(rival ->
                                        rival.value() instanceof ValueMatch.Exact
                                                && rival.name().equals(field.name())
                                                && !rival.equals(field)));
    }

    /** The conditions of which nobody can say whether they exclude others. */
    private static Set<Object> opaque(Match match) {
        Set<Object> opaque = new HashSet<>();
        opaque.add(Objects.requireNonNullElse(match.when(), "no when"));
        match.headers().stream()
                .filter(field -> field.value() instanceof ValueMatch.Regex)
                .forEach(opaque::add);
        match.query().stream()
                .filter(field -> field.value() instanceof ValueMatch.Regex)
                .forEach(field -> opaque.add(Map.entry("query", field)));
        return opaque;
    }

    /** A route whose methods are all taken by routes that come first and ask for no more. */
    private void findShadow(RouteSpec spec, List<RouteSpec> first) {
        Match match = spec.match();
        if (match.methods().isEmpty()) {
            return;
        }
        Set<String> left = new HashSet<>(match.methods());
        for (RouteSpec before : first) {
            Match rival = before.match();
            if (rival.methods().size() < match.methods().size()
                    && asksForNoMore(rival, match)
                    && left.removeAll(rival.methods())
                    && left.isEmpty()) {
                shadowed(spec, before);
                return;
            }
        }
    }

    private static boolean asksForNoMore(Match rival, Match match) {
        return match.headers().containsAll(rival.headers())
                && match.query().containsAll(rival.query())
                && (rival.when() == null || rival.when().equals(match.when()));
    }

    private static boolean hasNoConditions(Match match) {
        return match.methods().isEmpty()
                && match.headers().isEmpty()
                && match.query().isEmpty()
                && match.when() == null;
    }

    private void shadowed(RouteSpec spec, RouteSpec by) {
        unreachableHosts.merge(spec, 1, Integer::sum);
        shadows.putIfAbsent(spec, by);
    }

    private List<Overlap> result() {
        Collection<Overlap> all = new ArrayList<>();
        ties.forEach((pair, where) ->
                all.add(
                        new Overlap(
                                pair.second(),
                                pair.first(),
                                "both take "
                                        + where
                                        + " with equal precedence (expected: a condition"
                                        + " that tells them apart)")));
        unreachableHosts.forEach((spec, hosts) -> {
            if (hosts == spec.match().hosts().size()) {
                all.add(
                        new Overlap(
                                spec.route().name(),
                                Objects.requireNonNull(shadows.get(spec)).route().name(),
                                "can never be reached: everything it takes is taken by"
                                        + " routes that come first"));
            }
        });
        return all.stream()
                .sorted(Comparator.comparing(Overlap::route).thenComparing(Overlap::other))
                .toList();
    }
}
