// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.json.Json;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records of the hub as JSON, to be compared with golden files: what is null or empty is left out.
 */
public final class HubText {
    private HubText() {}

    /** A record, by its components; one of several kinds begins with its kind. */
    public static JsonNode of(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case String text -> Json.object().stringNode(text);
            case Boolean flag -> Json.object().booleanNode(flag);
            case Integer number -> Json.object().numberNode(number);
            case Long number -> Json.object().numberNode(number);
            case BigDecimal number -> Json.object().numberNode(number);
            case Enum<?> word -> Json.object().stringNode(word.name());
            case List<?> list -> list(list);
            case Extras extras -> extras(extras);
            case Record fields -> fields(fields);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    private static JsonNode list(List<?> list) {
        ArrayNode array = Json.array();
        list.forEach(element -> array.add(of(element)));
        return array;
    }

    private static JsonNode extras(Extras extras) {
        ObjectNode object = Json.object();
        object.put("in", extras.dialect() + ":" + extras.path());
        extras.fields().forEach(object::set);
        return object;
    }

    private static JsonNode fields(Record fields) {
        ObjectNode object = Json.object();
        if (fields.getClass().getInterfaces().length > 0) {
            object.put("is", fields.getClass().getSimpleName());
        }
        for (RecordComponent component : fields.getClass().getRecordComponents()) {
            Object value = value(component, fields);
            if (value != null && !isEmpty(value)) {
                object.set(component.getName(), of(value));
            }
        }
        return object;
    }

    private static boolean isEmpty(Object value) {
        return value.equals("")
                || value.equals(0L)
                || (value instanceof List<?> list && list.isEmpty())
                || (value instanceof Extras extras && extras.isEmpty());
    }

    private static Object value(RecordComponent component, Record fields) {
        try {
            return component.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName(), e);
        }
    }
}
