// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.bind;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.MapNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy's mapping, parted into the keys that all policies have and the kind's own. */
record PolicyHead(MapNode common, MapNode own, @Nullable Node kind) {
    private static final List<String> SHARED = Shape.of(Head.class).keys();

    static PolicyHead of(MapNode map) {
        List<Entry> common = new ArrayList<>();
        List<Entry> own = new ArrayList<>();
        for (Entry entry : map.entries()) {
            (SHARED.contains(entry.key()) ? common : own).add(entry);
        }
        Entry kind = map.entry("kind");
        return new PolicyHead(
                new MapNode(common, map.line(), map.column(), 1),
                new MapNode(own, map.line(), map.column(), 1),
                kind == null ? null : kind.value());
    }
}
