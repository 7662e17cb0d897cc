// SPDX-License-Identifier: Apache-2.0
package dev.martlet.core.route;

import dev.martlet.core.route.PathPattern.Segment;
import dev.martlet.core.route.PathPattern.Segments;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in the trie of path segments.
 *
 * @param literals where a literal segment leads
 * @param variable where any segment leads that is not empty
 * @param end what ends here
 * @param rest what takes this and everything below
 */
record TrieNode(
        RegionMap<TrieNode> literals,
        @Nullable TrieNode variable,
        @Nullable Leaf end,
        @Nullable Leaf rest) {
    /**
     * Collects everything that takes a path. A node is visited at most once per path.
     *
     * @param path starts with a slash
     * @param at index of the slash before the next segment, or the path's length at its end
     * @param found where to
     */
    void collect(String path, int at, Candidates found) {
        if (rest != null) {
            found.add(rest);
        }
        if (at == path.length()) {
            if (end != null) {
                found.add(end);
            }
            return;
        }
        int slash = path.indexOf('/', at + 1);
        int stop = slash < 0 ? path.length() : slash;
        TrieNode literal = literals.get(path, at + 1, stop);
        if (literal != null) {
            literal.collect(path, stop, found);
        }
        if (variable != null && stop > at + 1) {
            variable.collect(path, stop, found);
        }
    }

    /** Grows a trie that is then frozen. */
    static final class Growing {
        private final Map<String, Growing> literals = new HashMap<>();
        private @Nullable Growing variable;
        private @Nullable Leaf end;
        private @Nullable Leaf rest;

        void add(Segments pattern, Leaf leaf) {
            Growing node = this;
            for (Segment segment : pattern.segments()) {
                node = node.child(segment);
            }
            if (pattern.rest()) {
                node.rest = leaf;
            } else {
                node.end = leaf;
            }
        }

        private Growing child(Segment segment) {
            if (!segment.variable()) {
                return literals.computeIfAbsent(segment.text(), ignored -> new Growing());
            }
            Growing child = variable;
            if (child == null) {
                child = new Growing();
                variable = child;
            }
            return child;
        }

        TrieNode freeze() {
            Map<String, TrieNode> frozen = new HashMap<>();
            literals.forEach((text, child) -> frozen.put(text, child.freeze()));
            return new TrieNode(
                    RegionMap.of(frozen), variable == null ? null : variable.freeze(), end, rest);
        }
    }
}
