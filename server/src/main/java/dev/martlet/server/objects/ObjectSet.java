// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.core.state.Documents;
import dev.martlet.server.config.AddedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Objects of one moment, all kinds but keys. Immutable. */
final class ObjectSet {
    static final ObjectSet EMPTY = new ObjectSet(Map.of());

    private final Map<String, NavigableMap<String, StoredObject>> byKind;

    private ObjectSet(Map<String, NavigableMap<String, StoredObject>> byKind) {
        this.byKind = byKind;
    }

    static ObjectSet of(Collection<StoredObject> objects) {
        Map<String, NavigableMap<String, StoredObject>> byKind = new TreeMap<>();
        for (StoredObject object : objects) {
            byKind.computeIfAbsent(object.id().kind(), kind -> new TreeMap<>())
                    .put(object.id().name(), object);
        }
        return new ObjectSet(byKind);
    }

    @Nullable StoredObject get(Documents.Id id) {
        return kind(id.kind()).get(id.name());
    }

    NavigableMap<String, StoredObject> kind(String kind) {
        return byKind.getOrDefault(kind, new TreeMap<>());
    }

    /** With these in place of those of the same ids; null removes. */
    ObjectSet with(Map<Documents.Id, @Nullable StoredObject> changes) {
        Map<String, NavigableMap<String, StoredObject>> next = new TreeMap<>(byKind);
        changes.keySet().stream()
                .map(Documents.Id::kind)
                .distinct()
                .forEach(kind -> next.put(kind, new TreeMap<>(kind(kind))));
        changes.forEach((id, object) -> {
            NavigableMap<String, StoredObject> kind = next.get(id.kind());
            if (kind != null && object != null) {
                kind.put(id.name(), object);
            } else if (kind != null) {
                kind.remove(id.name());
            }
        });
        return new ObjectSet(next);
    }

    /** For the compiler, in the order of kinds and names. */
    List<AddedObject> added() {
        List<AddedObject> all = new ArrayList<>();
        byKind.values().forEach(kind -> kind.values().forEach(one -> all.add(one.added())));
        return all;
    }

    int size(String kind) {
        return kind(kind).size();
    }
}
