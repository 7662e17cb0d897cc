// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A message of HTTP/1 as it was on the wire: nothing is joined, renamed or put into another order.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Message(String start, List<Field> fields, byte[] body, List<Field> trailers) {

    public record Field(String name, String value) {}

    public Message {
        fields = List.copyOf(fields);
        trailers = List.copyOf(trailers);
    }

    Message with(byte[] newBody, List<Field> newTrailers) {
        return new Message(start, fields, newBody, newTrailers);
    }

    /** Of a request. */
    public String method() {
        return start.substring(0, start.indexOf(' '));
    }

    /** Of a request: its path and query as they were sent. */
    public String target() {
        return start.split(" ", 3)[1];
    }

    /** Of a reply. */
    public int status() {
        return Integer.parseInt(start.split(" ", 3)[1]);
    }

    /** The only value of a field; empty if it is not there. */
    public String field(String name) {
        List<String> values = values(fields, name);
        if (values.size() > 1) {
            throw new AssertionError(name + " is there more than once: " + values);
        }
        return values.isEmpty() ? "" : values.getFirst();
    }

    public boolean has(String name) {
        return !values(fields, name).isEmpty();
    }

    public List<String> values(String name) {
        return values(fields, name);
    }

    String trailer(String name) {
        return String.join(", ", values(trailers, name));
    }

    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        fields.forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
        return names;
    }

    /** The body's bytes as characters of the same number. */
    String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    private static List<String> values(List<Field> fields, String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                values.add(field.value());
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return start + " " + fields + " " + text() + " " + trailers;
    }
}
