// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.core.config.MatchesKeys;
import dev.martlet.core.config.NonEmpty;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Binds nodes to records. It never stops at a problem: what is wrong is logged, its place is taken
 * by the default (or left out), and binding goes on, so that one run tells everything. A result is
 * worth nothing if problems were logged.
 */
public final class Binder {
    private final ProblemLog log;
    private final Map<String, Class<? extends Record>> policies;
    private final ScalarBinder scalars;
    private final RecordMaker maker;
    private final Shapes shapes;
    private final IdentityHashMap<Object, String> places = new IdentityHashMap<>();
    private final IdentityHashMap<Slot, Object> defaults = new IdentityHashMap<>();

    /**
     * @param policies kind to record class
     * @param environment gives null for an unknown name
     * @param folder where relative files start
     * @param files gets every file that was read
     * @param stored whether a path leads to what is kept in a store, where no secret may be
     */
    public Binder(
            ProblemLog log,
            Shapes shapes,
            Map<String, Class<? extends Record>> policies,
            ExpressionChecker expressions,
            UnaryOperator<@Nullable String> environment,
            Path folder,
            Set<Path> files,
            Predicate<String> stored) {
        this.log = log;
        this.shapes = shapes;
        this.policies = policies;
        Placeholders placeholders = new Placeholders(environment, log::hide);
        Scalars types = new Scalars(folder);
        this.scalars =
                new ScalarBinder(
                        log,
                        placeholders,
                        new SecretFiles(folder, files),
                        types,
                        new Rules(types, expressions),
                        stored);
        this.maker = new RecordMaker(log);
    }

    /** Binds the whole document; null if it cannot be made even with what is left. */
    public <T extends Record> @Nullable T bind(Class<T> type, Node root) {
        return type.cast(bindRecord(type, root, ""));
    }

    /**
     * Where a record was read from, or the empty path. By identity: lists skip elements that
     * failed, so indexes do not tell.
     */
    public String placeOf(Object made) {
        return places.getOrDefault(made, "");
    }

    private @Nullable Object bindSlot(Slot slot, Node node, String path) {
        if (slot.orNone() && node instanceof ScalarNode scalar && scalar.text().equals("none")) {
            return null;
        }
        if (slot.isList()) {
            return bindList(slot, node, path);
        }
        return slot.isMap() ? bindMap(slot, node, path) : bindValue(slot, slot.type(), node, path);
    }

    private @Nullable Object bindValue(Slot slot, Type type, Node node, String path) {
        Class<?> raw = Scalars.raw(type);
        if (raw == PolicyEntry.class) {
            return bindPolicy(node, path);
        }
        if (raw.isRecord() && !Scalars.isScalar(raw)) {
            return bindRecord(raw.asSubclass(Record.class), node, path);
        }
        return scalars.bind(slot, raw, node, path);
    }

    private @Nullable Object bindList(Slot slot, Node node, String path) {
        List<Node> items;
        if (node instanceof ListNode list) {
            items = list.items();
        } else if (slot.oneOrMany() && !isNull(node)) {
            items = List.of(node);
        } else {
            wrongForm(node, path, "a list");
            return null;
        }
        if (items.isEmpty() && slot.has(NonEmpty.class)) {
            problem(node, path, "the list is empty", "at least one element");
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String place = node instanceof ListNode ? Paths.index(path, i) : path;
            Object value = bindValue(slot, slot.elementType(), items.get(i), place);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private @Nullable Object bindMap(Slot slot, Node node, String path) {
        if (!(node instanceof MapNode map)) {
            wrongForm(node, path, "a mapping");
            return null;
        }
        if (map.entries().isEmpty() && slot.has(NonEmpty.class)) {
            problem(node, path, "the mapping is empty", "at least one entry");
        }
        MatchesKeys form = slot.annotation(MatchesKeys.class);
        Map<String, Object> values = new LinkedHashMap<>();
        for (Entry entry : map.entries()) {
            String place = Paths.key(path, entry.key());
            if (form != null && !entry.key().matches(form.value())) {
                String message = "the key " + Quoted.of(entry.key()) + " is not valid";
                log.add(entry.line(), entry.column(), place, message, form.expected(), null);
            }
            Object value = bindValue(slot, slot.elementType(), entry.value(), place);
            if (value != null) {
                values.put(entry.key(), value);
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Record bindRecord(Class<? extends Record> type, Node node, String path) {
        Shape shape = shapes.of(type);
        if (node instanceof ScalarNode && shape.shorthand() != null && !isNull(node)) {
            Entry entry = new Entry(shape.shorthand().key(), node.line(), node.column(), node);
            // The place stays that of the scalar: there is no key to point at.
            return bindEntries(
                    shape, new MapNode(List.of(entry), node.line(), node.column(), 1), path, true);
        }
        if (node instanceof MapNode map) {
            return bindEntries(shape, map, path, false);
        }
        boolean text = shape.shorthand() != null;
        wrongForm(
                node,
                path,
                text ? "text or a mapping" : "a mapping with " + String.join(", ", shape.keys()));
        return null;
    }

    private @Nullable Record bindEntries(Shape shape, MapNode map, String path, boolean bare) {
        int before = log.size();
        Keys.check(log, shape, map, path);
        @Nullable Object[] values = new @Nullable Object[shape.slots().size()];
        boolean whole = true;
        for (int i = 0; i < values.length; i++) {
            Slot slot = shape.slots().get(i);
            Entry entry = map.entry(slot.key());
            String place = bare ? path : Paths.key(path, slot.key());
            values[i] = entry == null ? null : bindSlot(slot, entry.value(), place);
            boolean none =
                    entry != null && slot.orNone() && values[i] == null && !log.touches(place);
            if (values[i] == null && !none) {
                values[i] = absent(slot, map, path, log.touches(place) || entry != null);
            }
            whole &= values[i] != null || slot.nullable();
        }
        Record made =
                whole ? maker.make(shape, values, map, path, bare, log.size() > before) : null;
        if (made != null) {
            places.put(made, path);
        }
        return made;
    }

    /** What a key is when it is not given, or when its value is no good. */
    private @Nullable Object absent(Slot slot, MapNode owner, String path, boolean told) {
        String text = slot.defaultText();
        if (text != null) {
            return bindDefault(slot, text);
        }
        if (slot.required() && !told) {
            String message = "the key " + Quoted.of(slot.key()) + " is missing";
            log.add(owner.line(), owner.column(), path, message, slot.doc(), null);
        }
        if (slot.nullable()) {
            return null;
        }
        return slot.isList() ? List.of() : slot.isMap() ? Map.of() : null;
    }

    private @Nullable Object bindDefault(Slot slot, String text) {
        if (slot.orNone() && text.equals("none")) {
            return null;
        }
        Object known = defaults.get(slot);
        if (known != null) {
            return known;
        }
        int before = log.size();
        Object value = bindSlot(slot, DefaultText.node(text), "default of " + slot.key());
        if (log.size() > before || value == null) {
            throw new IllegalStateException(slot.key() + ": its default " + text + " is not valid");
        }
        defaults.put(slot, value);
        return value;
    }

    private @Nullable PolicyEntry bindPolicy(Node node, String path) {
        if (!(node instanceof MapNode map)) {
            wrongForm(node, path, "a mapping with kind");
            return null;
        }
        PolicyHead head = PolicyHead.of(map);
        Head fields = (Head) bindEntries(shapes.of(Head.class), head.common(), path, false);
        Class<? extends Record> type = fields == null ? null : policies.get(fields.kind());
        if (fields == null) {
            return null;
        }
        if (type == null) {
            Node at = head.kind() == null ? node : head.kind();
            String message = "no policy is of the kind " + Quoted.of(fields.kind());
            String expected =
                    policies.isEmpty()
                            ? "no policies: none are known"
                            : "one of: " + String.join(", ", policies.keySet());
            String nearest = Nearest.of(fields.kind(), policies.keySet());
            log.add(at.line(), at.column(), Paths.key(path, "kind"), message, expected, nearest);
            return null;
        }
        Record config = bindEntries(shapes.ofPolicy(type), head.own(), path, false);
        return config == null ? null : entry(fields, config, path);
    }

    private PolicyEntry entry(Head head, Record config, String path) {
        String name = head.name() == null ? head.kind() : head.name();
        PolicyEntry entry = new PolicyEntry(head.kind(), name, head.onError(), config);
        places.put(entry, path);
        return entry;
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode scalar && scalar.kind() == Node.ScalarKind.NULL;
    }

    private void wrongForm(Node node, String path, String expected) {
        problem(
                node,
                path,
                isNull(node) ? "the value is missing" : node.form() + " does not fit here",
                expected);
    }

    private void problem(Node node, String path, String message, String expected) {
        log.add(node.line(), node.column(), path, message, expected, null);
    }
}
