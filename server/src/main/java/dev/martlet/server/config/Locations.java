// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import dev.martlet.server.config.yaml.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the place of a path in the document by walking it. */
public final class Locations {
    private static final Pattern STEP =
            Pattern.compile("\\[([0-9]{1,9})]|\\[\"([^\"]*)\"]|\\.?([A-Za-z0-9_-]+)");

    private final @Nullable Node root;

    Locations(@Nullable Node root) {
        this.root = root;
    }

    /**
     * The place of {@code routes[3].match.path}: of the key for a list or mapping, of the value for
     * a scalar. For a path that is not in the document (a default, the long form of a shorthand) it
     * is the nearest part that is.
     */
    public Place of(String path) {
        return walk(path).place();
    }

    /** The document itself; null if it could not be read. */
    @Nullable Node root() {
        return root;
    }

    private Step walk(String path) {
        if (root == null) {
            return new Step(null, new Place(0, 0));
        }
        Step step = new Step(root, new Place(root.line(), root.column()));
        Matcher matcher = STEP.matcher(path);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            Step next = next(step.node(), matcher);
            if (next == null) {
                return step;
            }
            step = next;
            end = matcher.end();
        }
        return step;
    }

    private static @Nullable Step next(@Nullable Node node, Matcher matcher) {
        if (matcher.group(1) != null) {
            int index = Integer.parseInt(matcher.group(1));
            return node instanceof ListNode list && index < list.items().size()
                    ? step(list.items().get(index), null)
                    : null;
        }
        String key = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        Entry entry = node instanceof MapNode map ? map.entry(key) : null;
        return entry == null ? null : step(entry.value(), entry);
    }

    private static Step step(Node node, @Nullable Entry entry) {
        if (entry == null || node instanceof ScalarNode) {
            return new Step(node, new Place(node.line(), node.column()));
        }
        return new Step(node, new Place(entry.line(), entry.column()));
    }

    private record Step(@Nullable Node node, Place place) {}
}
