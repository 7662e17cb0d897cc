// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents.Document;
import dev.martlet.core.state.Documents.Id;
import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.yaml.JsonReader;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.YamlProblem;
import java.util.List;

/**
 * An object as it is stored.
 *
 * @param id which
 * @param version the revision that last changed it; 0 while it is not stored yet
 * @param json its text
 * @param node the same, read
 */
public record StoredObject(Id id, long version, String json, MapNode node) {
    static StoredObject of(Document document) {
        MapNode node;
        try {
            node =
                    JsonReader.stored(document.json()) instanceof MapNode map
                            ? map
                            : new MapNode(List.of(), 0, 0, 1);
        } catch (YamlProblem e) {
            // Somebody else wrote to the store. It then lacks what it needs, and binding says so.
            node = new MapNode(List.of(), 0, 0, 1);
        }
        return new StoredObject(document.id(), document.revision(), document.json(), node);
    }

    AddedObject added() {
        return new AddedObject(id.kind(), id.name(), node);
    }

    /** Without the values. */
    @Override
    public String toString() {
        return id.kind() + "/" + id.name() + "@" + version;
    }
}
