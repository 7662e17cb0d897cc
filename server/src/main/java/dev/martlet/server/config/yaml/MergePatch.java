// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarKind;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change that is written like what it changes: JSON Merge Patch (RFC 7396). */
public final class MergePatch {
    private MergePatch() {}

    /**
     * Applies a patch.
     *
     * @param target what is there, or null if nothing is
     * @param patch null in it removes
     * @return the result; what comes from the patch keeps its places
     */
    public static Node apply(@Nullable Node target, Node patch) {
        if (!(patch instanceof MapNode changes)) {
            return patch;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (target instanceof MapNode map) {
            map.entries().forEach(entry -> entries.put(entry.key(), entry));
        }
        for (Entry change : changes.entries()) {
            if (change.value() instanceof ScalarNode one && one.kind() == ScalarKind.NULL) {
                entries.remove(change.key());
                continue;
            }
            Entry before = entries.get(change.key());
            Node value = apply(before == null ? null : before.value(), change.value());
            entries.put(
                    change.key(), new Entry(change.key(), change.line(), change.column(), value));
        }
        return new MapNode(
                List.copyOf(entries.values()), changes.line(), changes.column(), changes.weight());
    }
}
