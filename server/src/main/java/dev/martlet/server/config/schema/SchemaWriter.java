// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.schema;

import dev.martlet.core.PolicyKind;
import dev.martlet.core.config.Doc;
import dev.martlet.core.config.PolicyEntry;
import dev.martlet.server.config.bind.Head;
import dev.martlet.server.config.bind.Shape;
import dev.martlet.server.config.bind.Slot;
import dev.martlet.server.config.bind.Words;
import dev.martlet.server.config.model.GatewayConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the JSON Schema (2020-12). Each record is a definition; its {@code @Doc}s are the
 * descriptions, so the schema is the reference too. What a schema cannot say (references, files,
 * unique names) is left to the checks.
 */
public final class SchemaWriter {
    private static final String POLICY = "policy";

    private final List<PolicyKind<?>> kinds;
    private final Map<String, Object> definitions = new LinkedHashMap<>();
    private final Queue<Class<? extends Record>> open = new ArrayDeque<>();
    private final Set<Class<? extends Record>> seen = new LinkedHashSet<>();

    private SchemaWriter(Collection<PolicyKind<?>> kinds) {
        this.kinds = kinds.stream().sorted(Comparator.comparing(PolicyKind::name)).toList();
    }

    /** The schema as JSON text, indented, without a final line break. */
    public static String write(Collection<PolicyKind<?>> kinds) {
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(new SchemaWriter(kinds).schema())
                .replace("\r\n", "\n");
    }

    private Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "martlet.yaml");
        schema.putAll(object(Shape.of(GatewayConfig.class), GatewayConfig.class));
        definitions.put("placeholder", Schemas.placeholder());
        definitions.put(POLICY, policy());
        while (!open.isEmpty()) {
            Class<? extends Record> type = open.remove();
            definitions.put(name(type), record(type));
        }
        schema.put("$defs", definitions);
        return schema;
    }

    private Map<String, Object> record(Class<? extends Record> type) {
        Shape shape = Shape.of(type);
        Map<String, Object> object = object(shape, type);
        Slot shorthand = shape.shorthand();
        if (shorthand == null) {
            return object;
        }
        Map<String, Object> either = new LinkedHashMap<>();
        Object description = object.remove("description");
        if (description != null) {
            either.put("description", description);
        }
        either.put("oneOf", List.of(element(shorthand), object));
        return either;
    }

    private Map<String, Object> object(Shape shape, Class<?> type) {
        Map<String, Object> object = new LinkedHashMap<>();
        Doc doc = type.getAnnotation(Doc.class);
        if (doc != null) {
            object.put("description", doc.value());
        }
        object.put("type", "object");
        object.put("properties", properties(shape));
        List<String> required =
                shape.slots().stream().filter(Slot::required).map(Slot::key).toList();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("additionalProperties", false);
        Schemas.groups(object, shape.groups());
        return object;
    }

    private Map<String, Object> properties(Shape shape) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Slot slot : shape.slots()) {
            properties.put(slot.key(), property(slot));
        }
        return properties;
    }

    private Map<String, Object> property(Slot slot) {
        Map<String, Object> property = new LinkedHashMap<>();
        String doc = slot.doc();
        if (doc != null) {
            property.put("description", doc);
        }
        property.putAll(Schemas.container(slot, element(slot)));
        String text = slot.defaultText();
        if (text != null) {
            property.put("default", Schemas.plain(text));
        }
        return property;
    }

    /** The schema of a value, of each element of a list, or of each value of a map. */
    private Map<String, Object> element(Slot slot) {
        Class<?> type = (Class<?>) slot.elementType();
        if (type == PolicyEntry.class) {
            return reference(POLICY);
        }
        if (Schemas.isScalar(type)) {
            return Schemas.scalar(slot, type);
        }
        Class<? extends Record> record = type.asSubclass(Record.class);
        if (seen.add(record)) {
            open.add(record);
        }
        return reference(name(record));
    }

    private Map<String, Object> policy() {
        List<Object> choices = new ArrayList<>();
        for (PolicyKind<?> kind : kinds) {
            String name = POLICY + "-" + kind.name();
            definitions.put(name, policy(kind));
            choices.add(reference(name));
        }
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("enum", kinds.stream().map(PolicyKind::name).toList());
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("description", "One policy; its kind says which other keys there are.");
        policy.put("type", "object");
        policy.put("required", List.of("kind"));
        if (!choices.isEmpty()) {
            policy.put("properties", Map.of("kind", names));
            policy.put("oneOf", choices);
        } else {
            policy.put("not", Map.of());
        }
        return policy;
    }

    private Map<String, Object> policy(PolicyKind<?> kind) {
        Map<String, Object> object = object(Shape.of(kind.config()), kind.config());
        Map<String, Object> properties = properties(Shape.of(Head.class));
        properties.put("kind", Map.of("const", kind.name()));
        properties.putAll(properties(Shape.of(kind.config())));
        object.put("properties", properties);
        List<String> required = new ArrayList<>(List.of("kind"));
        Shape.of(kind.config()).slots().stream()
                .filter(Slot::required)
                .map(Slot::key)
                .forEach(required::add);
        object.put("required", required);
        return object;
    }

    private static Map<String, Object> reference(String definition) {
        return Map.of("$ref", "#/$defs/" + definition);
    }

    private static @Nullable String outer(Class<?> type) {
        Class<?> owner = type.getEnclosingClass();
        return owner == null ? null : owner.getSimpleName();
    }

    private static String name(Class<?> type) {
        String owner = outer(type);
        String name = owner == null ? type.getSimpleName() : owner + type.getSimpleName();
        return Words.kebab(name.replaceFirst("Config$", ""));
    }
}
