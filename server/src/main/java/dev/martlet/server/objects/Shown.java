// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.objects;

import dev.martlet.server.config.yaml.Node;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as the admin API shows it.
 *
 * @param name its name
 * @param version its version if it is stored; null if the file defines it
 * @param place where the file defines it; null if it is stored
 * @param object what it says, of maps, lists and scalars: as it was stored, or as it is in force
 */
public record Shown(String name, @Nullable Long version, @Nullable String place, Object object) {
    static Shown of(String name, StoredObject stored) {
        return new Shown(name, stored.version(), null, value(stored.node()));
    }

    /** Of a node, what a JSON library takes. */
    static Object value(Node node) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Object> values = new LinkedHashMap<>();
                map.entries().forEach(entry -> values.put(entry.key(), value(entry.value())));
                yield values;
            }
            case ListNode list -> list.items().stream().map(Shown::value).toList();
            case ScalarNode scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> scalar.text();
                        case NUMBER -> new BigDecimal(scalar.text());
                        case BOOLEAN -> Boolean.valueOf(scalar.text());
                        case NULL -> "";
                    };
        };
    }
}
