// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.ConfigException;
import dev.martlet.core.config.Problem;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Paths;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls canonical constructors; what they refuse becomes a problem at the key that they name. */
final class RecordMaker {
    /**
     * The house form of an error text: {@code name: value (expected: …)}; the name and the end may
     * be missing.
     */
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:([A-Za-z][A-Za-z0-9-]*): )?(.*?)(?: \\(expected: (.*)\\))?",
                    Pattern.DOTALL);

    private final ProblemLog log;
    private final Map<Class<?>, Constructor<? extends Record>> constructors = new HashMap<>();

    RecordMaker(ProblemLog log) {
        this.log = log;
    }

    /**
     * The record, or null if its constructor refuses; it may do so silently if a key had a problem
     * already.
     */
    @Nullable Record make(
            Shape shape,
            @Nullable Object[] values,
            MapNode map,
            String path,
            boolean bare,
            boolean troubled) {
        try {
            return constructors
                    .computeIfAbsent(shape.type(), type -> shape.constructor())
                    .newInstance(values);
        } catch (InvocationTargetException e) {
            if (!troubled) {
                refused(shape, map, path, bare, e.getCause());
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(shape.type() + " cannot be made", e);
        }
    }

    private void refused(
            Shape shape, MapNode map, String path, boolean bare, @Nullable Throwable cause) {
        switch (cause) {
            case ConfigException config -> {
                for (Problem problem : config.problems()) {
                    log.add(
                            map.line(),
                            map.column(),
                            path,
                            problem.message(),
                            problem.expected(),
                            problem.nearest());
                }
            }
            case IllegalArgumentException e ->
                    place(shape, map, path, bare, String.valueOf(e.getMessage()));
            case Error error -> throw error;
            case null, default -> throw new IllegalStateException(shape.type() + " failed", cause);
        }
    }

    private void place(Shape shape, MapNode map, String path, boolean bare, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            log.add(map.line(), map.column(), path, text, null, null);
            return;
        }
        Slot slot = slot(shape, matcher.group(1));
        String message =
                slot == null ? text.replaceFirst(" \\(expected: .*\\)$", "") : matcher.group(2);
        Entry entry = slot == null ? null : map.entry(slot.key());
        Node at = entry == null ? map : entry.value();
        String place = slot == null || bare ? path : Paths.key(path, slot.key());
        String expected = matcher.group(3);
        log.add(
                at.line(),
                at.column(),
                place,
                message,
                expected == null ? null : log.masked(expected),
                null);
    }

    private static @Nullable Slot slot(Shape shape, @Nullable String name) {
        for (Slot slot : shape.slots()) {
            if (slot.name().equals(name) || slot.key().equals(name)) {
                return slot;
            }
        }
        return null;
    }
}
