// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import dev.martlet.provider.chat.Extras;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One JSON object of a message, read strictly: a member of the wrong type is refused with its path.
 * A null member counts as absent. What nobody asked for is what {@link #extras} returns.
 */
public final class Fields {
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    private final ObjectNode node;
    private final String path;
    private final boolean snakeToo;

    /** Few, and mostly never looked at: a list costs less than a set. */
    private final List<String> read = new ArrayList<>();

    private Fields(ObjectNode node, String path, boolean snakeToo) {
        this.node = node;
        this.path = path;
        this.snakeToo = snakeToo;
    }

    /**
     * Starts to read an object.
     *
     * @param node what should be one
     * @param path where it stands; empty for the top
     * @return its members
     * @throws BadChatException if it is something else
     */
    public static Fields of(JsonNode node, String path) {
        return of(node, path, false);
    }

    /**
     * Starts to read an object that follows the JSON mapping of Protocol Buffers: members are asked
     * for in camelCase and found in snake_case too. The same holds for the objects below.
     *
     * @param node what should be one
     * @param path where it stands; empty for the top
     * @return its members
     * @throws BadChatException if it is something else
     */
    public static Fields ofProto(JsonNode node, String path) {
        return of(node, path, true);
    }

    private static Fields of(JsonNode node, String path, boolean snakeToo) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, path, snakeToo);
        }
        throw wrong(path, node, "an object");
    }

    private static BadChatException wrong(String path, JsonNode node, String expected) {
        return new BadChatException(path, kind(node) + " (expected: " + expected + ")");
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case MISSING -> "nothing";
        };
    }

    /**
     * The object itself.
     *
     * @return the tree, not copied
     */
    public ObjectNode node() {
        return node;
    }

    /**
     * Where the object stands.
     *
     * @return its path
     */
    public String path() {
        return path;
    }

    /**
     * Where a member stands.
     *
     * @param name the member
     * @return its path
     */
    public String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    /**
     * Whether a member is there and not null; does not count as read.
     *
     * @param name the member
     * @return true if so
     */
    public boolean has(String name) {
        return peek(name) != null;
    }

    private @Nullable JsonNode peek(String name) {
        JsonNode value = node.get(spelled(name));
        return value == null || value.isNull() ? null : value;
    }

    private String spelled(String name) {
        if (!snakeToo || node.has(name)) {
            return name;
        }
        String snake = CAPITAL.matcher(name).replaceAll("_$1").toLowerCase(Locale.ROOT);
        return node.has(snake) ? snake : name;
    }

    /**
     * A member of any type.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable JsonNode any(String name) {
        read.add(spelled(name));
        return peek(name);
    }

    /**
     * A member that has to be there.
     *
     * @param name the member
     * @return its value, of any type
     */
    public JsonNode required(String name) {
        JsonNode value = any(name);
        if (value == null) {
            throw new BadChatException(at(name), "missing");
        }
        return value;
    }

    /**
     * A string.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable String text(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw wrong(at(name), value, "a string");
        }
        return value.stringValue();
    }

    /**
     * A string.
     *
     * @param name the member
     * @param otherwise if it is absent
     * @return the string
     */
    public String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /**
     * A string that has to be there.
     *
     * @param name the member
     * @return the string
     */
    public String requiredText(String name) {
        JsonNode value = required(name);
        if (!value.isString()) {
            throw wrong(at(name), value, "a string");
        }
        return value.stringValue();
    }

    /**
     * A number, with the digits that it came with.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable BigDecimal number(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(at(name), value, "a number");
        }
        return value.decimalValue();
    }

    /**
     * A whole number of 64 bits.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable Long whole(String name) {
        JsonNode plain = peek(name);
        if (plain != null && plain.isIntegralNumber() && plain.canConvertToLong()) {
            read.add(spelled(name));
            return plain.longValue();
        }
        BigDecimal value = number(name);
        if (value == null) {
            return null;
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            throw new BadChatException(at(name), "another number (expected: a whole one)");
        }
    }

    /**
     * A whole number of 32 bits.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable Integer integer(String name) {
        Long value = whole(name);
        if (value == null) {
            return null;
        }
        if (value.intValue() != value) {
            throw new BadChatException(at(name), "out of range (expected: 32 bits)");
        }
        return value.intValue();
    }

    /**
     * A count, for example of tokens.
     *
     * @param name the member
     * @return 0 if absent or below 0
     */
    public long count(String name) {
        Long value = whole(name);
        return value == null ? 0 : Math.max(0, value);
    }

    /**
     * A boolean.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable Boolean flag(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrong(at(name), value, "true or false");
        }
        return value.booleanValue();
    }

    /**
     * An object.
     *
     * @param name the member
     * @return null if absent
     */
    public @Nullable Fields object(String name) {
        JsonNode value = any(name);
        return value == null ? null : of(value, at(name), snakeToo);
    }

    /**
     * An object that has to be there.
     *
     * @param name the member
     * @return the object
     */
    public Fields requiredObject(String name) {
        return of(required(name), at(name), snakeToo);
    }

    /**
     * An array of any values.
     *
     * @param name the member
     * @return empty if absent
     */
    public List<JsonNode> values(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(at(name), value, "an array");
        }
        return List.copyOf(value.values());
    }

    /**
     * An array of objects.
     *
     * @param name the member
     * @return empty if absent
     */
    public List<Fields> objects(String name) {
        List<JsonNode> values = values(name);
        var objects = new ArrayList<Fields>(values.size());
        for (int i = 0; i < values.size(); i++) {
            objects.add(of(values.get(i), at(name) + '[' + i + ']', snakeToo));
        }
        return objects;
    }

    /**
     * An array of strings.
     *
     * @param name the member
     * @return empty if absent
     */
    public List<String> texts(String name) {
        List<JsonNode> values = values(name);
        var texts = new ArrayList<String>(values.size());
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isString()) {
                throw wrong(at(name) + '[' + i + ']', values.get(i), "a string");
            }
            texts.add(values.get(i).stringValue());
        }
        return texts;
    }

    /**
     * What nobody has asked for so far.
     *
     * @param dialect whose words these are
     * @return the rest
     */
    public Extras extras(String dialect) {
        return Extras.of(dialect, path, node, read);
    }
}
