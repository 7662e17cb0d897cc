// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.OneOf;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which keys a mapping may have: none that is unknown, and of each group as many as it asks for.
 */
final class Keys {
    private Keys() {}

    static void check(ProblemLog log, Shape shape, MapNode map, String path) {
        List<String> known = new ArrayList<>(shape.keys());
        known.addAll(shape.elsewhere());
        for (Entry entry : map.entries()) {
            if (!known.contains(entry.key())) {
                String message = "the key " + Quoted.of(entry.key()) + " is unknown";
                String nearest = Nearest.of(entry.key(), known);
                String expected =
                        known.isEmpty() ? "no keys" : "one of: " + String.join(", ", known);
                log.add(
                        entry.line(),
                        entry.column(),
                        Paths.key(path, entry.key()),
                        message,
                        expected,
                        nearest);
            }
        }
        for (OneOf group : shape.groups()) {
            group(log, group, map, path);
        }
    }

    private static void group(ProblemLog log, OneOf group, MapNode map, String path) {
        List<String> names = Arrays.asList(group.value());
        List<Entry> given = map.entries().stream().filter(e -> names.contains(e.key())).toList();
        String choice = "one of: " + String.join(", ", names);
        if (given.isEmpty() && group.required()) {
            log.add(map.line(), map.column(), path, "nothing is chosen", "exactly " + choice, null);
        }
        for (Entry extra : given.subList(Math.min(1, given.size()), given.size())) {
            String message =
                    Quoted.of(extra.key())
                            + " cannot stand beside "
                            + Quoted.of(given.getFirst().key());
            String expected = (group.required() ? "exactly " : "at most ") + choice;
            log.add(
                    extra.line(),
                    extra.column(),
                    Paths.key(path, extra.key()),
                    message,
                    expected,
                    null);
        }
    }
}
