// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openai;

import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.dialect.BadChatException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of one JSON object, read by those who know them: a wrong type is an error that names
 * the path, null is the same as absent, and what nobody asked for is the {@link #rest}.
 */
public final class Fields {
    private final String path;
    private final JsonNode object;

    /** Few, and mostly never looked at: a list costs less than a set. */
    private final List<String> asked = new ArrayList<>();

    /**
     * Begins to read.
     *
     * @param path where the object stands, empty for the top
     * @param object what should be an object
     * @throws BadChatException if it is none
     */
    public Fields(String path, JsonNode object) {
        if (!object.isObject()) {
            throw new BadChatException(path, "not an object (expected: an object)");
        }
        this.path = path;
        this.object = object;
    }

    /**
     * Where a member stands.
     *
     * @param name of the member
     * @return its path
     */
    public String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    /**
     * Where the object stands.
     *
     * @return its path, empty for the top
     */
    public String path() {
        return path;
    }

    /**
     * The object as it came.
     *
     * @return the node
     */
    public JsonNode node() {
        return object;
    }

    /**
     * Any value.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable JsonNode any(String name) {
        asked.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * Looks without reading: the member stays part of the {@link #rest}.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable JsonNode peek(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * A string.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable String text(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(name, "a string");
        }
        return value.stringValue();
    }

    /**
     * A string, or what stands for none.
     *
     * @param name of the member
     * @param otherwise if absent or null
     * @return the string
     */
    public String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /**
     * A string that has to be there.
     *
     * @param name of the member
     * @return the string
     */
    public String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new BadChatException(at(name), "missing (expected: a string)");
        }
        return value;
    }

    /**
     * Yes or no.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable Boolean flag(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    /**
     * A number with its text.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable BigDecimal number(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(name, "a number");
        }
        return value.decimalValue();
    }

    /**
     * A whole number.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable Integer whole(String name) {
        Long value = large(name);
        if (value == null) {
            return null;
        }
        if (value.intValue() != value) {
            throw wrong(name, "a whole number below 2^31");
        }
        return value.intValue();
    }

    /**
     * A whole number of 64 bits; {@code 8.0} is one too.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable Long large(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        try {
            if (value.isNumber()) {
                return value.decimalValue().longValueExact();
            }
        } catch (ArithmeticException e) {
            throw wrong(name, "a whole number");
        }
        throw wrong(name, "a whole number");
    }

    /**
     * An object.
     *
     * @param name of the member
     * @return null if absent or null
     */
    public @Nullable Fields object(String name) {
        JsonNode value = any(name);
        return value == null ? null : new Fields(at(name), value);
    }

    /**
     * An array.
     *
     * @param name of the member
     * @return empty if absent or null
     */
    public List<JsonNode> array(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, "an array");
        }
        return List.copyOf(value.values());
    }

    /**
     * An array of objects.
     *
     * @param name of the member
     * @return empty if absent or null
     */
    public List<Fields> objects(String name) {
        List<JsonNode> values = array(name);
        if (values.isEmpty()) {
            return List.of();
        }
        String path = at(name);
        List<Fields> objects = new ArrayList<>(values.size());
        for (JsonNode value : values) {
            objects.add(new Fields(path + '[' + objects.size() + ']', value));
        }
        return objects;
    }

    /**
     * An array of strings, or one string.
     *
     * @param name of the member
     * @return empty if absent or null
     */
    public List<String> texts(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isString()) {
                throw wrong(name, "strings");
            }
            texts.add(element.stringValue());
        }
        return texts;
    }

    /**
     * What nobody has asked for.
     *
     * @param dialect whose words these are
     * @return the rest
     */
    public Extras rest(String dialect) {
        return Extras.of(dialect, path, object, asked);
    }

    /**
     * An error at a member.
     *
     * @param name of the member
     * @param expected what it should be
     * @return to be thrown
     */
    public BadChatException wrong(String name, String expected) {
        return new BadChatException(at(name), "not what is expected (expected: " + expected + ")");
    }
}
