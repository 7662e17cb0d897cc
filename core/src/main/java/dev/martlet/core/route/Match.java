// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a route takes: a request that meets all of this.
 *
 * @param hosts one of them must match
 * @param path must match
 * @param methods one of them must be the request's, case and all (RFC 9110, section 9.1); empty for
 *     any
 * @param headers all of them must match
 * @param query all of them must match
 * @param when must be true, or null
 */
public record Match(
        Set<HostPattern> hosts,
        PathPattern path,
        Set<String> methods,
        Set<FieldMatch> headers,
        Set<FieldMatch> query,
        @Nullable When when) {
    /** Takes everything. */
    public static final Match ALL =
            new Match(Set.of(HostPattern.ANY), PathPattern.ALL, Set.of(), Set.of(), Set.of(), null);

    public Match {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("hosts: none (expected: one or more, * for any)");
        }
        hosts = Set.copyOf(hosts);
        methods = Set.copyOf(methods);
        headers = Set.copyOf(headers);
        query = Set.copyOf(query);
    }

    /**
     * The match in words, the same for equal matches.
     *
     * @return for example {@code GET api.example.com/orders/** header x-beta=1}
     */
    public String describe() {
        var words = new StringBuilder();
        if (!methods.isEmpty()) {
            words.append(String.join(",", new TreeSet<>(methods))).append(' ');
        }
        List<String> sorted = hosts.stream().map(HostPattern::toString).sorted().toList();
        words.append(String.join(",", sorted)).append(path instanceof PathPattern.Regex ? " " : "");
        words.append(path);
        append(words, " header ", headers);
        append(words, " query ", query);
        if (when != null) {
            words.append(" when ").append(when);
        }
        return words.toString();
    }

    private static void append(StringBuilder words, String label, Set<FieldMatch> fields) {
        if (!fields.isEmpty()) {
            words.append(label)
                    .append(
                            fields.stream()
                                    .map(FieldMatch::toString)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
    }
}
