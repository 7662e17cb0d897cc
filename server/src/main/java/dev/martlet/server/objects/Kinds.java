// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.config.PolicyEntry;
import dev.martlet.server.config.bind.Shape;
import dev.martlet.server.config.bind.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What can be made at run time: every section of the configuration that is a list of things with
 * names. A new section is one of them without further work.
 */
public final class Kinds {
    /** API keys: part of a tenant in the file, documents of their own here. */
    public static final String KEYS = "keys";

    /** Ports are opened by a machine, not by all that share the objects. */
    private static final Set<String> OF_THE_MACHINE = Set.of("listeners");

    private final List<String> sections;

    private Kinds(List<String> sections) {
        this.sections = List.copyOf(sections);
    }

    /**
     * The kinds of a configuration.
     *
     * @param config its record
     * @return in the order of its sections
     */
    public static Kinds of(Class<? extends Record> config) {
        List<String> sections = new ArrayList<>();
        for (Slot slot : Shape.of(config).slots()) {
            if (slot.isList() && named(slot) && !OF_THE_MACHINE.contains(slot.key())) {
                sections.add(slot.key());
            }
        }
        return new Kinds(sections);
    }

    private static boolean named(Slot slot) {
        if (!(slot.elementType() instanceof Class<?> type) || !type.isRecord()) {
            return false;
        }
        return type == PolicyEntry.class
                || Shape.of(type.asSubclass(Record.class)).slot("name") != null;
    }

    /**
     * Their names.
     *
     * @return {@code services}, {@code models} …
     */
    public List<String> names() {
        return sections;
    }
}
