// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.relay;

import dev.martlet.provider.call.UnsayableException;
import dev.martlet.provider.json.JsonException;
import dev.martlet.provider.json.JsonMembers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What OpenAI's embeddings ask for, where it has to be said in other words.
 *
 * @param texts to be embedded, at least one
 * @param base64 whether the vectors are wanted as base64 of little-endian floats
 * @param dimensions of the vectors, or null for the model's own
 * @param use what the vectors are for, or null: the member {@code input_type} that several
 *     providers have added
 */
record EmbeddingsQuestion(
        List<String> texts, boolean base64, @Nullable Integer dimensions, @Nullable String use) {
    /** What {@code user} says is for the provider's eyes, and changes no vector. */
    private static final Set<String> KNOWN =
            Set.of("model", "input", "encoding_format", "dimensions", "user", "input_type");

    static EmbeddingsQuestion read(JsonMembers members) throws UnsayableException {
        try {
            for (String name : members.names()) {
                if (!KNOWN.contains(name) && members.isSet(name)) {
                    throw new UnsayableException(
                            "The model's API cannot be asked for this: " + name + '.');
                }
            }
            @Nullable JsonNode input = members.value("input");
            return new EmbeddingsQuestion(
                    texts(input), base64(members), dimensions(members), use(members));
        } catch (JsonException e) {
            throw BadRelay.of(null, "The body is " + e.getMessage() + '.');
        }
    }

    private static List<String> texts(@Nullable JsonNode input) throws UnsayableException {
        if (input != null && input.isString()) {
            return List.of(input.stringValue());
        }
        if (input == null || !input.isArray() || input.isEmpty()) {
            throw BadRelay.of("input", "input: missing (expected: a text, or a list of texts)");
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode text : input) {
            if (!text.isString()) {
                throw new UnsayableException(
                        "input: tokens (expected: texts, the model's API takes nothing else)");
            }
            texts.add(text.stringValue());
        }
        return texts;
    }

    private static boolean base64(JsonMembers members) {
        if (!members.isSet("encoding_format")) {
            return false;
        }
        @Nullable String format = members.text("encoding_format");
        if (!"base64".equals(format) && !"float".equals(format)) {
            throw BadRelay.of(
                    "encoding_format", "encoding_format: unknown (expected: float or base64)");
        }
        return "base64".equals(format);
    }

    private static @Nullable Integer dimensions(JsonMembers members) {
        if (!members.isSet("dimensions")) {
            return null;
        }
        @Nullable JsonNode value = members.value("dimensions");
        if (value == null || !value.canConvertToInt() || value.intValue() < 1) {
            throw BadRelay.of("dimensions", "dimensions: not a number (expected: 1 or more)");
        }
        return value.intValue();
    }

    private static @Nullable String use(JsonMembers members) {
        return members.text("input_type");
    }
}
