// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config.yaml;

import dev.martlet.server.config.yaml.Node.Entry;
import dev.martlet.server.config.yaml.Node.ListNode;
import dev.martlet.server.config.yaml.Node.MapNode;
import dev.martlet.server.config.yaml.Node.ScalarNode;
import java.io.StringWriter;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes nodes as JSON. */
public final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();

    /** RFC 8259, section 6. YAML has more forms of numbers. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

    private JsonText() {}

    /**
     * Without spaces, keys in the order of the node.
     *
     * @throws YamlProblem for a number that JSON cannot say
     */
    public static String of(Node node) {
        var out = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, node);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Node node) {
        switch (node) {
            case MapNode map -> {
                json.writeStartObject();
                for (Entry entry : map.entries()) {
                    json.writeName(entry.key());
                    write(json, entry.value());
                }
                json.writeEndObject();
            }
            case ListNode list -> {
                json.writeStartArray();
                list.items().forEach(item -> write(json, item));
                json.writeEndArray();
            }
            case ScalarNode scalar -> scalar(json, scalar);
        }
    }

    private static void scalar(JsonGenerator json, ScalarNode scalar) {
        switch (scalar.kind()) {
            case TEXT -> json.writeString(scalar.text());
            case NULL -> json.writeNull();
            case BOOLEAN -> json.writeBoolean(scalar.text().equalsIgnoreCase("true"));
            case NUMBER -> {
                if (!NUMBER.matcher(scalar.text()).matches()) {
                    throw new YamlProblem(
                            scalar.line(),
                            scalar.column(),
                            "this number cannot be kept as JSON",
                            "digits, with a point or an exponent where needed");
                }
                json.writeNumber(scalar.text());
            }
        }
    }
}
