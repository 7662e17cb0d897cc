// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents;
import dev.martlet.server.config.AddedObject;
import dev.martlet.server.config.yaml.JsonReader;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.YamlProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object as it is stored. Immutable. */
final class StoredObject {
    private static final MapNode NOTHING = new MapNode(List.of(), 0, 0, 1);

    private final Documents.Id id;
    private final long version;
    private final String json;
    private final @Nullable MapNode node;

    /**
     * An object.
     *
     * @param id which
     * @param version the revision that last changed it; 0 while it is not stored yet
     * @param json its text
     * @param node the same, read; null to read it when somebody asks
     */
    StoredObject(Documents.Id id, long version, String json, @Nullable MapNode node) {
        this.id = id;
        this.version = version;
        this.json = json;
        this.node = node;
    }

    /** Of a hundred thousand keys the text is kept alone: it is a tenth of the nodes. */
    static StoredObject of(Documents.Document document) {
        boolean key = document.id().kind().equals(Kinds.KEYS);
        return new StoredObject(
                document.id(),
                document.revision(),
                document.json(),
                key ? null : read(document.json()));
    }

    private static MapNode read(String json) {
        try {
            return JsonReader.stored(json) instanceof MapNode map ? map : NOTHING;
        } catch (YamlProblem e) {
            // Somebody else wrote to the store. It then lacks what it needs, and binding says so.
            return NOTHING;
        }
    }

    Documents.Id id() {
        return id;
    }

    long version() {
        return version;
    }

    String json() {
        return json;
    }

    MapNode node() {
        return node == null ? read(json) : node;
    }

    AddedObject added() {
        return new AddedObject(id.kind(), id.name(), node());
    }

    /** Without the values. */
    @Override
    public String toString() {
        return id.kind() + "/" + id.name() + "@" + version;
    }
}
