// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.Exchange;
import dev.martlet.core.route.PathPattern.Regex;
import dev.martlet.core.route.PathPattern.Segments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one host pattern. The order of the leaves is that of the kinds: exact paths (in a
 * map of their own), templates (in the trie), regular expressions (in a list), prefixes (in the
 * trie).
 */
final class HostTable {
    private final Map<String, Leaf> exact = new HashMap<>();
    private final TrieNode trie;
    private final boolean trieIsEmpty;
    private final List<Leaf> regexes;

    private HostTable(List<Leaf> leaves) {
        var growing = new TrieNode.Growing();
        List<Leaf> expressions = new ArrayList<>();
        boolean grown = false;
        for (Leaf leaf : leaves) {
            switch (leaf.pattern()) {
                case Regex ignored -> expressions.add(leaf);
                case Segments segments when Precedence.kind(segments) == Precedence.Kind.EXACT ->
                        exact.put(segments.toString(), leaf);
                case Segments segments -> {
                    growing.add(segments, leaf);
                    grown = true;
                }
            }
        }
        this.trie = growing.freeze();
        this.trieIsEmpty = !grown;
        this.regexes = List.copyOf(expressions);
    }

    static HostTable of(List<RouteSpec> specs) {
        Map<PathPattern, List<RouteSpec>> byPath = new TreeMap<>(Precedence.PATHS);
        for (RouteSpec spec : specs) {
            byPath.computeIfAbsent(spec.match().path(), ignored -> new ArrayList<>()).add(spec);
        }
        List<Leaf> leaves = new ArrayList<>();
        byPath.forEach((pattern, same) -> {
            same.sort(Precedence.SPECS);
            leaves.add(
                    new Leaf(
                            pattern,
                            leaves.size(),
                            same.stream().map(Entry::new).toArray(Entry[]::new)));
        });
        return new HostTable(leaves);
    }

    /** The most specific route that takes the request, or null. */
    @Nullable Entry find(Exchange exchange, String path) {
        Leaf same = exact.get(path);
        if (same != null) {
            Entry entry = same.first(exchange);
            if (entry != null) {
                return entry;
            }
        }
        if (trieIsEmpty && regexes.isEmpty()) {
            return null;
        }
        var candidates = new Candidates();
        trie.collect(path, 0, candidates);
        if (regexes.isEmpty()) {
            return candidates.first(exchange, 0, Integer.MAX_VALUE);
        }
        int firstRegex = regexes.getFirst().order();
        Entry entry = candidates.first(exchange, 0, firstRegex);
        if (entry == null) {
            entry = findByRegex(exchange, path);
        }
        return entry == null ? candidates.first(exchange, firstRegex, Integer.MAX_VALUE) : entry;
    }

    private @Nullable Entry findByRegex(Exchange exchange, String path) {
        for (Leaf leaf : regexes) {
            if (((Regex) leaf.pattern()).regex().matches(path)) {
                Entry entry = leaf.first(exchange);
                if (entry != null) {
                    return entry;
                }
            }
        }
        return null;
    }
}
