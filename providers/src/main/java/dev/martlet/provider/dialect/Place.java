// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value of a message and where it stands, so that whoever finds it wrong can say where. Absent
 * and {@code null} are the same.
 *
 * @param path for example {@code messages[0].content}; empty for the whole
 * @param node the value; missing if there is none
 */
public record Place(String path, JsonNode node) {
    /**
     * The whole of a message.
     *
     * @param body has to be an object
     * @return the place
     * @throws BadChatException if it is none
     */
    public static Place root(JsonNode body) {
        return new Place("", body).object();
    }

    /**
     * A member of this object.
     *
     * @param name of the member
     * @return its place; {@link #absent} if this is no object or has no such member
     */
    public Place at(String name) {
        return new Place(path.isEmpty() ? name : path + '.' + name, node.path(name));
    }

    /**
     * Whether nothing is here.
     *
     * @return true for null too
     */
    public boolean absent() {
        return node.isMissingNode() || node.isNull();
    }

    /**
     * Asks for an object.
     *
     * @return this
     * @throws BadChatException if it is none
     */
    public Place object() {
        if (!node.isObject()) {
            throw bad("an object");
        }
        return this;
    }

    /**
     * The elements of an array.
     *
     * @return their places; none if it is absent
     * @throws BadChatException if it is no array
     */
    public List<Place> items() {
        if (absent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw bad("an array");
        }
        List<Place> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Place(path + '[' + i + ']', node.get(i)));
        }
        return items;
    }

    /**
     * A text.
     *
     * @return the text
     * @throws BadChatException if it is absent or something else
     */
    public String text() {
        if (!node.isString()) {
            throw bad("a string");
        }
        return node.stringValue();
    }

    /**
     * A text, or nothing.
     *
     * @return null if it is absent
     * @throws BadChatException if it is something else
     */
    public @Nullable String textOrNull() {
        return absent() ? null : text();
    }

    /**
     * A text, or something else in its place.
     *
     * @param other what to take if it is absent
     * @return the text
     * @throws BadChatException if it is something else
     */
    public String textOr(String other) {
        return absent() ? other : text();
    }

    /**
     * A number, or nothing.
     *
     * @return null if it is absent
     * @throws BadChatException if it is something else
     */
    public @Nullable BigDecimal decimalOrNull() {
        if (absent()) {
            return null;
        }
        if (!node.isNumber()) {
            throw bad("a number");
        }
        return node.decimalValue();
    }

    /**
     * A whole number, or nothing.
     *
     * @return null if it is absent
     * @throws BadChatException if it is something else, or does not fit
     */
    public @Nullable Integer integerOrNull() {
        Long number = longOrNull();
        if (number == null) {
            return null;
        }
        if (number != number.intValue()) {
            throw bad("an integer of 32 bits");
        }
        return number.intValue();
    }

    /**
     * A whole number, or nothing; {@code 3.0} is one.
     *
     * @return null if it is absent
     * @throws BadChatException if it is something else, or does not fit
     */
    public @Nullable Long longOrNull() {
        BigDecimal number = decimalOrNull();
        if (number == null) {
            return null;
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw bad("an integer");
        }
    }

    /**
     * Yes or no, or nothing.
     *
     * @return null if it is absent
     * @throws BadChatException if it is something else
     */
    public @Nullable Boolean flagOrNull() {
        if (absent()) {
            return null;
        }
        if (!node.isBoolean()) {
            throw bad("true or false");
        }
        return node.booleanValue();
    }

    /**
     * A complaint about this value.
     *
     * @param expected what it had to be
     * @return the exception, to be thrown
     */
    public BadChatException bad(String expected) {
        String kind =
                node.isMissingNode()
                        ? "nothing"
                        : node.getNodeType().name().toLowerCase(Locale.ROOT);
        return new BadChatException(path, kind + " (expected: " + expected + ')');
    }
}
