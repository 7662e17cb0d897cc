// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.chat;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a dialect's reader found and the hub has no word for, so that a writer of the same dialect
 * puts it back and a writer of another one can say that it is lost.
 *
 * @param dialect whose words these are
 * @param path where the object stood in the client's request, for messages: {@code messages[2]}, or
 *     empty for the top
 * @param fields names and values, in the order in which they came
 */
public record Extras(String dialect, String path, Map<String, JsonNode> fields) {
    /** Nothing unknown. */
    public static final Extras NONE = new Extras("", "", Map.of());

    /**
     * What an object has beside the known members.
     *
     * @param dialect whose words these are
     * @param path where the object stands
     * @param object the object
     * @param known names that the reader has dealt with
     * @return the rest
     */
    public static Extras of(
            String dialect, String path, JsonNode object, Collection<String> known) {
        Map<String, JsonNode> rest = null;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                if (rest == null) {
                    rest = new LinkedHashMap<>();
                }
                rest.put(member.getKey(), member.getValue());
            }
        }
        return rest == null ? NONE : new Extras(dialect, path, rest);
    }

    /**
     * The same without some fields, for a writer that says these in words of its own.
     *
     * @param names what to leave out
     * @return the rest
     */
    public Extras without(Set<String> names) {
        if (fields.keySet().stream().noneMatch(names::contains)) {
            return this;
        }
        var rest = new LinkedHashMap<>(fields);
        rest.keySet().removeAll(names);
        return new Extras(dialect, path, rest);
    }

    /**
     * The same with one field more.
     *
     * @param name of the field
     * @param value its value
     * @return fields of the same dialect and path
     */
    public Extras with(String name, JsonNode value) {
        var more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Extras(dialect, path, more);
    }

    /**
     * Whether there is nothing.
     *
     * @return true for none
     */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /**
     * Writes the fields where they are understood, or tells that they are lost.
     *
     * @param into an object of the dialect that is written
     * @param writing the name of that dialect
     * @param losses told of each field that the dialect does not know
     */
    public void write(ObjectNode into, String writing, Losses losses) {
        if (writing.equals(dialect)) {
            fields.forEach(into::set);
        } else {
            fields.forEach((name, value) -> losses.field(at(name), name, value));
        }
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }
}
