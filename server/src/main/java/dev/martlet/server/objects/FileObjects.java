// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.server.config.ConfigDocument;
import dev.martlet.server.config.EffectiveConfig;
import dev.martlet.server.config.ParsedConfig;
import dev.martlet.server.config.Sources;
import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the file defines: to be read here, and changed there. */
final class FileObjects {
    private FileObjects() {}

    /** An element of the file. */
    record FileObject(String name, int index, String file, int line) {
        String place() {
            return line > 0 ? file + ", line " + line : file;
        }
    }

    static NavigableMap<String, FileObject> of(ConfigDocument file, String kind) {
        NavigableMap<String, FileObject> found = new TreeMap<>();
        List<Node> items = items(file, kind);
        for (int i = 0; i < items.size(); i++) {
            String name = Sources.nameOf(items.get(i));
            if (name != null) {
                found.putIfAbsent(name, new FileObject(name, i, file.name(), items.get(i).line()));
            }
        }
        return found;
    }

    static @Nullable FileObject find(ConfigDocument file, String kind, String name) {
        return of(file, kind).get(name);
    }

    private static List<Node> items(ConfigDocument file, String kind) {
        Entry section = file.root() instanceof MapNode map ? map.entry(kind) : null;
        return section != null && section.value() instanceof ListNode list
                ? list.items()
                : List.of();
    }

    /** Defaults filled in, secrets masked: as written it may hold secrets. */
    static Object shown(ParsedConfig serving, String kind, int index) {
        return EffectiveConfig.element(serving, kind, index);
    }
}
