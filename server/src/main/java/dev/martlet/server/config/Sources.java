// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.core.config.Problem;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import dev.martlet.server.config.yaml.Paths;
import dev.martlet.server.config.yaml.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file and the objects that were made at run time as one document, and which of them a path
 * leads to: {@code tenants[7].limits} may be {@code limits} of an object.
 */
public final class Sources {
    private static final Pattern ELEMENT =
            Pattern.compile("([a-z-]+)\\[([0-9]{1,9})](?:\\.?(.*))", Pattern.DOTALL);

    private static final Pattern MENTION = Pattern.compile("\\b[a-z-]+\\[[0-9]{1,9}]");

    /** A section: so many elements of the file, then these objects. */
    private record Section(int ofFile, List<AddedObject> added) {}

    private final @Nullable Node root;
    private final Map<String, Section> sections;
    private final List<Problem> clashes;

    private Sources(@Nullable Node root, Map<String, Section> sections, List<Problem> clashes) {
        this.root = root;
        this.sections = sections;
        this.clashes = clashes;
    }

    /**
     * Puts both together. What cannot be put there (the file has something else than a list in that
     * place, or the same name) is left out.
     */
    static Sources of(ConfigDocument file, Collection<AddedObject> objects) {
        if (!(file.root() instanceof MapNode map) || objects.isEmpty()) {
            return new Sources(file.root(), Map.of(), List.of());
        }
        Map<String, List<AddedObject>> bySection = new LinkedHashMap<>();
        for (AddedObject object : objects) {
            bySection.computeIfAbsent(object.section(), key -> new ArrayList<>()).add(object);
        }
        List<Problem> clashes = new ArrayList<>();
        Map<String, Section> sections = new HashMap<>();
        List<Entry> entries = new ArrayList<>(map.entries());
        bySection.forEach((name, added) -> {
            Entry entry = map.entry(name);
            if (entry != null && !(entry.value() instanceof ListNode)) {
                return;
            }
            List<Node> items =
                    entry != null && entry.value() instanceof ListNode list
                            ? list.items()
                            : List.of();
            List<AddedObject> free = free(file.name(), name, items, added, clashes);
            sections.put(name, new Section(items.size(), free));
            List<Node> all = new ArrayList<>(items);
            free.forEach(object -> all.add(object.node()));
            Node merged =
                    entry == null
                            ? new ListNode(all, 0, 0, 1)
                            : new ListNode(all, entry.value().line(), entry.value().column(), 1);
            if (entry == null) {
                entries.add(new Entry(name, 0, 0, merged));
            } else {
                entries.set(
                        entries.indexOf(entry),
                        new Entry(name, entry.line(), entry.column(), merged));
            }
        });
        return new Sources(
                new MapNode(entries, map.line(), map.column(), map.weight()), sections, clashes);
    }

    private static List<AddedObject> free(
            String file,
            String section,
            List<Node> items,
            List<AddedObject> added,
            List<Problem> clashes) {
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            String name = nameOf(items.get(i));
            if (name != null) {
                taken.putIfAbsent(name, i);
            }
        }
        List<AddedObject> free = new ArrayList<>();
        for (AddedObject object : added) {
            Integer index = taken.get(object.name());
            if (index == null) {
                free.add(object);
                continue;
            }
            Node item = items.get(index);
            clashes.add(
                    new Problem(
                            file,
                            item.line(),
                            item.column(),
                            Paths.index(section, index),
                            Quoted.of(object.name())
                                    + " was also made at run time, as "
                                    + section
                                    + "/"
                                    + object.name(),
                            "another name here, or the object deleted through the admin API first",
                            null));
        }
        return free;
    }

    /** What an element of a section is called: a policy without a name by its kind. */
    public static @Nullable String nameOf(Node item) {
        if (item instanceof MapNode map) {
            Entry name = map.entry("name") == null ? map.entry("kind") : map.entry("name");
            return name != null && name.value() instanceof ScalarNode text ? text.text() : null;
        }
        return null;
    }

    /** The whole document. */
    @Nullable Node root() {
        return root;
    }

    /** Names that the file defines although there are objects of that name. */
    List<Problem> clashes() {
        return clashes;
    }

    /** Whether a path leads into an object that was made at run time. */
    boolean isAdded(String path) {
        Matcher element = ELEMENT.matcher(path);
        return element.matches() && added(element) != null;
    }

    private @Nullable AddedObject added(Matcher element) {
        Section section = sections.get(element.group(1));
        int index = Integer.parseInt(element.group(2));
        if (section == null || index < section.ofFile()) {
            return null;
        }
        int which = index - section.ofFile();
        return which < section.added().size() ? section.added().get(which) : null;
    }

    /** The problem where the user can find it: in the file, or in the object. */
    Problem place(Problem problem) {
        Matcher element = ELEMENT.matcher(problem.path());
        AddedObject object = element.matches() ? added(element) : null;
        return new Problem(
                object == null ? problem.file() : object.place(),
                problem.line(),
                problem.column(),
                object == null ? problem.path() : element.group(3),
                named(problem.message()),
                problem.expected() == null ? null : named(problem.expected()),
                problem.nearest());
    }

    /** A text may lead to another place: {@code the first is tenants[7]} is nothing to look up. */
    private String named(String text) {
        if (sections.isEmpty()) {
            return text;
        }
        return MENTION.matcher(text)
                .replaceAll(mention -> {
                    Matcher element = ELEMENT.matcher(mention.group());
                    AddedObject object = element.matches() ? added(element) : null;
                    String shown = object == null ? mention.group() : object.place();
                    return Matcher.quoteReplacement(shown);
                });
    }

    /** Those of the file first, then those of each object, each in their order. */
    List<Problem> place(List<Problem> problems) {
        List<Problem> placed = new ArrayList<>(problems.stream().map(this::place).toList());
        // Sorting is stable.
        placed.sort(
                Comparator.comparing(
                        problem -> problem.file().startsWith("admin: ") ? problem.file() : ""));
        return placed;
    }
}
