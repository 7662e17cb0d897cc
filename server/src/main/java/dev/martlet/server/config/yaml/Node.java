// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value in the document, with the place where it starts. Lines and columns count from 1. */
public sealed interface Node {
    int line();

    int column();

    /**
     * What a user would call this: "a list", "a mapping", "text", "a number", "true or false",
     * "nothing".
     */
    String form();

    /** How many nodes this stands for when every alias is written out. */
    long weight();

    /** What a plain scalar looks like; a quoted one is always text. */
    enum ScalarKind {
        TEXT("text"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NULL("nothing");

        private final String form;

        ScalarKind(String form) {
            this.form = form;
        }
    }

    /** The text as written, without quotes; placeholders are still in it. */
    record ScalarNode(String text, ScalarKind kind, int line, int column) implements Node {
        @Override
        public String form() {
            return kind.form;
        }

        @Override
        public long weight() {
            return 1;
        }
    }

    record ListNode(List<Node> items, int line, int column, long weight) implements Node {
        public ListNode {
            items = List.copyOf(items);
        }

        @Override
        public String form() {
            return "a list";
        }
    }

    record MapNode(List<Entry> entries, int line, int column, long weight) implements Node {
        public MapNode {
            entries = List.copyOf(entries);
        }

        /** The entry with this key, or null. */
        public @Nullable Entry entry(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key)) {
                    return entry;
                }
            }
            return null;
        }

        @Override
        public String form() {
            return "a mapping";
        }
    }

    /** A key with its own place, and its value. */
    record Entry(String key, int line, int column, Node value) {}
}
