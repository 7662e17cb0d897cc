// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.Problem;
import dev.martlet.server.config.yaml.JsonReader;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarKind;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import dev.martlet.server.config.yaml.YamlProblem;
import dev.martlet.server.config.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callers send. */
public final class Bodies {
    private Bodies() {}

    /**
     * Reads a body.
     *
     * @param bytes one mapping, in UTF-8
     * @param yaml whether it is YAML; else JSON
     * @return the mapping
     * @throws Refusal with what is wrong with it
     */
    public static MapNode read(byte[] bytes, boolean yaml) {
        List<Problem> problems = new ArrayList<>();
        try {
            Node node =
                    yaml
                            ? YamlReader.read(bytes, one -> problems.add(Changes.problem(one)))
                            : JsonReader.read(bytes, one -> problems.add(Changes.problem(one)));
            if (problems.isEmpty() && node instanceof MapNode map) {
                return map;
            }
            if (problems.isEmpty()) {
                problems.add(
                        new Problem(
                                "request body",
                                node.line(),
                                node.column(),
                                "",
                                node.form() + " does not fit here",
                                "a mapping",
                                null));
            }
        } catch (YamlProblem e) {
            problems.add(Changes.problem(e));
        }
        throw Refusal.invalid(problems);
    }

    /** With its name first; one that it gives itself has to be that. */
    static MapNode named(MapNode body, String key, String name, String place) {
        Entry given = body.entry(key);
        if (given != null
                && !(given.value() instanceof ScalarNode text && text.text().equals(name))) {
            throw Refusal.invalid(
                    List.of(
                            new Problem(
                                    place,
                                    given.line(),
                                    given.column(),
                                    key,
                                    "this is not the name in the request's path",
                                    name + ", or no " + key + " at all",
                                    null)));
        }
        List<Entry> entries = new ArrayList<>();
        entries.add(
                given == null
                        ? new Entry(key, body.line(), body.column(), text(name, body))
                        : given);
        body.entries().stream().filter(entry -> !entry.key().equals(key)).forEach(entries::add);
        return new MapNode(entries, body.line(), body.column(), body.weight());
    }

    private static ScalarNode text(String text, Node at) {
        return new ScalarNode(text, ScalarKind.TEXT, at.line(), at.column());
    }

    static MapNode with(MapNode map, String key, String text) {
        List<Entry> entries = new ArrayList<>();
        map.entries().stream().filter(entry -> !entry.key().equals(key)).forEach(entries::add);
        entries.add(new Entry(key, map.line(), map.column(), text(text, map)));
        return new MapNode(entries, map.line(), map.column(), map.weight());
    }

    static MapNode without(MapNode map, String key) {
        return new MapNode(
                map.entries().stream().filter(entry -> !entry.key().equals(key)).toList(),
                map.line(),
                map.column(),
                map.weight());
    }

    static @Nullable String text(MapNode map, String key) {
        Entry entry = map.entry(key);
        return entry != null && entry.value() instanceof ScalarNode scalar ? scalar.text() : null;
    }
}
