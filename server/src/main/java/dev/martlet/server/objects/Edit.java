// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Change;
import dev.martlet.server.config.yaml.JsonText;
import dev.martlet.server.config.yaml.Node.MapNode;
import org.jspecify.annotations.Nullable;

/** A change of one object that has been thought out: what is there, and what shall be. */
record Edit(Documents.Id id, @Nullable StoredObject before, @Nullable StoredObject after) {
    static Edit put(Documents.Id id, @Nullable StoredObject before, MapNode node) {
        return new Edit(id, before, new StoredObject(id, 0, JsonText.of(node), node));
    }

    static Edit delete(StoredObject before) {
        return new Edit(before.id(), before, null);
    }

    boolean isKey() {
        return id.kind().equals(Kinds.KEYS);
    }

    boolean changesNothing() {
        return before != null && after != null && before.json().equals(after.json());
    }

    Change change() {
        return new Change(
                id, after == null ? null : after.json(), before == null ? 0 : before.version());
    }
}
